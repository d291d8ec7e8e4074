// ---- The words of a call: put right in their place, and chosen as a statement that the machine missed.
if (document.querySelector("[data-call]")) {
  const forms = "#correct-form, #add-form";
  let picked = { turn: null, start: 0, end: 0 };

  /** The form that a link leads to, opened below its turn without leaving the page. */
  async function openBelow(link) {
    const answer = await fetch(link.href);
    const page = answer.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
    const form = page?.querySelector(forms);
    if (!form) {
      location.assign(link.href);
      return;
    }
    for (const other of all(forms)) other.remove();
    byId(`t${link.dataset.formAt}`).append(form);
    remembered(form);
    if (form.id === "add-form") choose(form, Number(link.dataset.formAt));
    else form.elements.value.focus();
  }

  function choose(form, turn) {
    const here = picked.turn === turn ? picked : { start: 0, end: 0 };
    form.elements.words.focus();
    form.elements.words.setSelectionRange(here.start, here.end);
    showChosen(form);
  }

  function chosenWords({ elements: { words } }) {
    const { value, selectionStart, selectionEnd } = words;
    return { before: value.slice(0, selectionStart), text: value.slice(selectionStart, selectionEnd) };
  }

  function showChosen(form) {
    form.elements.chosen.value = chosenWords(form).text || form.elements.words.value;
  }

  // One that is read only has no caret to select with by keys.
  document.addEventListener("beforeinput", (event) => {
    if (event.target.name === "words") event.preventDefault();
  });
  for (const kind of ["select", "keyup", "pointerup"]) {
    document.addEventListener(kind, (event) => {
      if (event.target.name === "words") showChosen(event.target.form);
    });
  }

  // What is selected in a turn, without what stands there of others: its place in code units.
  document.addEventListener("selectionchange", () => {
    const chosen = document.getSelection();
    if (!chosen.rangeCount || chosen.isCollapsed) return;
    const range = chosen.getRangeAt(0);
    const text = range.startContainer.parentElement?.closest(".text");
    if (!text || !text.contains(range.endContainer)) return;
    const before = range.cloneRange();
    before.selectNodeContents(text);
    before.setEnd(range.startContainer, range.startOffset);
    const start = plain(before).length;
    picked = { turn: text.closest("li.turn").value, start, end: start + plain(range).length };
  });

  function plain(range) {
    const part = range.cloneContents();
    for (const other of part.querySelectorAll("del, small")) other.remove();
    return part.textContent;
  }

  function fill(form, act) {
    const { elements } = form;
    if (form.id === "add-form") {
      const { before, text } = chosenWords(form);
      if (!text) return;
      const start = [...before].length; // code points, as the server counts
      Object.assign(elements.start, { value: start });
      Object.assign(elements.end, { value: start + [...text].length });
      Object.assign(elements.text, { value: text });
    } else if (act === "split") {
      elements.start.value = [...elements.value.value.slice(0, elements.value.selectionStart)].length;
    }
  }

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.matches(forms)) return;
    event.preventDefault();
    const { value } = form.elements;
    const act = event.submitter?.value;
    if (["split", "join"].includes(act) && value.value !== value.dataset.was) {
      tell(_("Keep the words first, then divide or join."));
      return;
    }
    fill(form, act);
    const made = await send(form.getAttribute("action"), fieldsOf(new FormData(form, event.submitter)));
    if (!made) return;
    forget([form]);
    location.reload();
  });

  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-form-at]");
    if (link) openBelow(link);
    else if (event.target.closest("[data-leave]")) event.target.closest("form").remove();
    else return;
    event.preventDefault();
  });

  document.addEventListener("decided", ({ detail }) => {
    const { call } = document.querySelector("[data-call]").dataset;
    if (detail.correction && detail.call === call) tell(_("{} corrected this transcript: load the page again.", detail.by));
  });
}
