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

  // What is selected in a turn: its place in code units.
  document.addEventListener("selectionchange", () => {
    const chosen = selectedWords(".turn .text");
    if (!chosen) return;
    const start = chosen.before.length;
    picked = { turn: chosen.within.closest(".turn").value, start, end: start + chosen.text.length };
  });

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

  // Before it is sent as other forms are.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches(forms)) return;
    const { value } = form.elements;
    const act = event.submitter?.value;
    if (["split", "join"].includes(act) && value.value !== value.dataset.was) {
      event.preventDefault();
      event.stopPropagation();
      tell(_("Keep the words first, then divide or join."));
    } else fill(form, act);
  }, true);

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
