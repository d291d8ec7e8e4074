// ---- An alignment: bands between the sentences that render one another.  Each is drawn in the row
// where it begins, so that on paper, where a row is never broken, it stays with its row.
const linkData = byId("link-data");
if (linkData) startLinks(JSON.parse(linkData.textContent));

function startLinks(links) {
  const pairs = byId("pairs");
  const sentences = (side, numbers) => numbers.map((n) => byId(`${side}${n}`)).filter(Boolean);
  const drawn = [];

  function make(name, attributes) {
    const element = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    return element;
  }

  /** Where the sentences of one side stand, top to bottom, and the edges of that side. */
  function extent(elements, origin) {
    const boxes = elements.map((element) => element.getBoundingClientRect());
    const sides = elements.map((element) => element.closest(".side").getBoundingClientRect());
    return {
      top: Math.min(...boxes.map((b) => b.top)) - origin.top + 3,
      bottom: Math.max(...boxes.map((b) => b.bottom)) - origin.top - 3,
      left: Math.min(...sides.map((b) => b.left)) - origin.left - 2,
      right: Math.max(...sides.map((b) => b.right)) - origin.left,
    };
  }

  function draw() {
    for (const { element } of drawn) element.remove();
    drawn.length = 0;
    for (const { zh, en, confidence, moved } of links) {
      const left = sentences("z", zh);
      const right = sentences("e", en);
      const own = left.length ? left : right;
      if (!own.length) continue;
      const row = own[0].closest(".pair");
      const origin = row.getBoundingClientRect();
      if (left.length && right.length) {
        const a = extent(left, origin);
        const b = extent(right, origin);
        const [x, y] = [a.right, b.left];
        const middle = (x + y) / 2;
        const shape = `M${x} ${a.top}C${middle} ${a.top} ${middle} ${b.top} ${y} ${b.top}L${y} ${b.bottom}`
          + `C${middle} ${b.bottom} ${middle} ${a.bottom} ${x} ${a.bottom}Z`;
        const kind = moved ? "moved" : confidence < 0.5 ? "doubtful" : "sure";
        const elsewhere = [...left, ...right].every((end) => row.contains(end)) ? "" : " elsewhere";
        drawn.push({ element: make("path", { d: shape, class: kind + elsewhere }), row, ends: [...left, ...right] });
      } else {
        const at = extent(own, origin);
        const x = left.length ? at.right + 8 : at.left - 8;
        drawn.push({ element: make("circle", { cx: x, cy: (at.top + at.bottom) / 2, r: 4 }), row, ends: own });
      }
    }
    for (const { element, row } of drawn) row.querySelector(".bands").append(element);
  }

  function light(sentence) {
    for (const { element, ends } of drawn) {
      const on = sentence !== null && ends.includes(sentence);
      element.classList.toggle("on", on);
      for (const end of ends) if (sentence === null || on) end.classList.toggle("linked", on);
    }
  }
  for (const type of ["pointerover", "focusin"]) {
    pairs.addEventListener(type, (event) => {
      light(null);
      const sentence = event.target.closest(".sentence");
      if (sentence) light(sentence);
    });
  }
  pairs.addEventListener("pointerleave", () => light(null));
  new ResizeObserver(draw).observe(pairs);
  new MutationObserver(draw).observe(pairs, { childList: true }); // a row is shown anew
  for (const type of ["beforeprint", "afterprint"]) addEventListener(type, draw);
}
