// ---- The words of a call: put right in their place, and chosen as a statement that the machine missed.
if (document.querySelector("[data-call]")) {
  const { call } = document.querySelector("[data-call]").dataset;
  const correctForm = document.getElementById("correct-form");
  const addForm = document.getElementById("add-form");
  let picked = { turn: null, start: 0, end: 0 };

  function openBelow(found, turn) {
    const line = document.getElementById(`turn${turn}`);
    line.append(found);
    Object.assign(found.dataset, { turn, address: call, key: `turn${turn}` });
    found.hidden = false;
    return line.querySelector("[data-text]").textContent;
  }

  function openCorrection(turn) {
    correctForm.elements.value.value = openBelow(correctForm, turn);
    correctForm.elements.speaker.value = correctForm.parentElement.dataset.speaker;
    remembered(correctForm);
    correctForm.elements.value.focus();
  }

  async function keep(found, path, bodies) {
    for (const body of bodies) if (!(await send(path, body))) return;
    forget([found]);
    location.reload();
  }

  function correction(what, told) {
    const { dataset, elements } = correctForm;
    return { what, turn: Number(dataset.turn), reason: elements.reason.value, ...told };
  }

  correctForm?.addEventListener("submit", async (event) => {
    event.preventDefault();
    const { value, speaker } = correctForm.elements;
    const line = correctForm.parentElement;
    const bodies = [];
    if (speaker.value !== line.dataset.speaker) bodies.push(correction("speaker", { value: speaker.value }));
    if (value.value !== line.querySelector("[data-text]").textContent) bodies.push(correction("text", { value: value.value }));
    await keep(correctForm, `/calls/${call}/corrections`, bodies);
  });

  async function divideOrJoin(what) {
    const { value } = correctForm.elements;
    if (value.value !== correctForm.parentElement.querySelector("[data-text]").textContent) {
      tell(_("Keep the words first, then divide or join."));
      return;
    }
    const start = [...value.value.slice(0, value.selectionStart)].length;
    await keep(correctForm, `/calls/${call}/corrections`, [correction(what, what === "split" ? { start } : {})]);
  }

  for (const select of document.querySelectorAll("[data-role-of]")) {
    select.addEventListener("change", async () => {
      const body = { what: "role", speaker: select.dataset.roleOf, value: select.value };
      if (await send(`/calls/${call}/corrections`, body)) location.reload();
    });
  }

  // ---- a statement from a selection of words

  document.addEventListener("selectionchange", () => {
    const chosen = document.getSelection();
    if (!chosen.rangeCount || chosen.isCollapsed) return;
    const range = chosen.getRangeAt(0);
    const text = range.startContainer.parentElement?.closest("[data-text]");
    if (!text || !text.contains(range.endContainer)) return;
    const turn = Number(text.closest("[data-turn]").dataset.turn);
    picked = { turn, start: range.startOffset, end: range.endOffset };
  });

  function openAddition(turn) {
    const { words } = addForm.elements;
    words.value = openBelow(addForm, turn);
    words.focus();
    const here = picked.turn === turn ? picked : { start: 0, end: 0 };
    words.setSelectionRange(here.start, here.end);
    showChosen();
  }

  function chosenWords() {
    const { value, selectionStart, selectionEnd } = addForm.elements.words;
    return { before: value.slice(0, selectionStart), text: value.slice(selectionStart, selectionEnd) };
  }

  function showChosen() {
    addForm.elements.chosen.value = chosenWords().text || addForm.elements.words.value;
  }

  // One that is read only has no caret to select with by keys.
  addForm?.elements.words.addEventListener("beforeinput", (event) => event.preventDefault());
  for (const kind of ["select", "keyup", "pointerup"]) addForm?.elements.words.addEventListener(kind, showChosen);

  addForm?.addEventListener("submit", async (event) => {
    event.preventDefault();
    const fields = {};
    for (const [name, value] of new FormData(addForm)) {
      if (value !== "" && name !== "words") fields[name] = name.endsWith("_days") ? Number(value) : value;
    }
    const { before, text } = chosenWords();
    const start = [...before].length; // code points, as the server counts
    const body = { turn: Number(addForm.dataset.turn), fields };
    if (text) Object.assign(body, { start, end: start + [...text].length, text });
    await keep(addForm, `/calls/${call}/statements`, [body]);
  });

  document.addEventListener("click", (event) => {
    const { correct, add, change } = event.target.closest("button")?.dataset ?? {};
    if (correct !== undefined) openCorrection(Number(correct));
    else if (add !== undefined) openAddition(Number(add));
    else if (change) divideOrJoin(change);
  });

  document.addEventListener("decided", ({ detail }) => {
    if (detail.correction && detail.call === call) tell(_("{} corrected this transcript: load the page again.", detail.by));
  });
}
