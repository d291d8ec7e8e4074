// ---- A publication is put right by keys.
function selectedIn(line) {
  const selected = getSelection();
  return line?.contains(selected.anchorNode) ? selected.toString().trim() : "";
}

if (byId("tagging")) {
  Object.assign(keys, parseKeys);
  for (const button of all("#tagging [data-key]")) {
    keys[button.dataset.key] = () => {
      const line = printedLines.current();
      const { label } = byId("tagging").elements;
      // Words that are selected are a label, wherever they are printed.
      if ("123".includes(button.dataset.key)) label.value = selectedIn(line);
      if (line) printedLines.choose(line);
      if (line || button.value === "undo") byId("tagging").requestSubmit(button);
      label.value = "";
    };
  }
  // The words that are selected say a fact of the call in which they stand.
  keys.t = () => {
    const selected = getSelection();
    const words = selected.toString().trim();
    const line = selected.anchorNode?.parentElement?.closest(".printed-line") ?? printedLines.current();
    const call = line?.closest("[data-call]") ?? document.querySelector("#printed [data-call]");
    const form = call?.querySelector(".put-right form");
    if (!form) return;
    form.closest("details").open = true;
    form.elements.value.value = words;
    form.elements.near.value = words && line ? line.dataset.start : "";
    selected.removeAllRanges();
    form.elements.fact.focus();
  };
  keys.w = () => {
    byId("keep").scrollIntoView();
    byId("keep").querySelector("input:not([type=hidden]), button")?.focus();
  };
  document.addEventListener("change", (event) => {
    if (event.target.matches("input[name=at]")) printedLines.choose(event.target.closest(".printed-line"));
  });
  // What was put right is shown anew: the chosen line keeps the focus.
  new MutationObserver(() => {
    const line = byId(printedLines.chosen);
    byId("tagging").querySelector("[value=undo]").disabled = false;
    if (line && document.activeElement === document.body) printedLines.choose(line);
  }).observe(byId("printed").parentElement, { childList: true });
  const checked = document.querySelector(".printed-line:has(input:checked)");
  if (checked) printedLines.choose(checked);
}
