// ---- What was read in a document: from line to line, from call to call, and from doubt to doubt.
const printedLines = {
  chosen: null,
  /** The line that is chosen: the one with the focus, or the one that had it last. */
  current: () => document.activeElement?.closest?.(".printed-line")
    ?? document.querySelector(".printed-line:has(input:checked)")
    ?? byId(printedLines.chosen),
  choose(line) {
    const place = line.querySelector("input[name=at]");
    if (place) place.checked = true;
    printedLines.chosen = line.id;
    line.focus({ preventScroll: true });
  },
  go(selector, by) {
    const from = document.activeElement?.closest?.("[data-call]:focus") ?? printedLines.current();
    const is = by > 0 ? Node.DOCUMENT_POSITION_FOLLOWING : Node.DOCUMENT_POSITION_PRECEDING;
    const places = all(selector, byId("printed")).filter((place) => !from || (from.compareDocumentPosition(place) & is && !place.contains(from)));
    const place = by > 0 ? places[0] : places.at(-1);
    if (!place) document.querySelector(by > 0 ? "a[rel=next]" : "a[rel=prev]")?.click();
    else if (place.matches("[data-call]")) {
      place.scrollIntoView({ block: "start" });
      const first = place.querySelector("[data-row]");
      if (first) printedLines.choose(first);
      place.focus({ preventScroll: true });
    } else {
      bringIntoView(place, byId("tagging"));
      printedLines.choose(place);
    }
  },
};
const parseKeys = {
  j: () => printedLines.go("[data-row]", 1),
  k: () => printedLines.go("[data-row]", -1),
  ArrowDown: () => printedLines.go("[data-row]", 1),
  ArrowUp: () => printedLines.go("[data-row]", -1),
  f: () => printedLines.go("[data-doubt]", 1),
  F: () => printedLines.go("[data-doubt]", -1),
  "]": () => printedLines.go("[data-call]", 1),
  "[": () => printedLines.go("[data-call]", -1),
};
if (byId("printed")) Object.assign(keys, parseKeys);
