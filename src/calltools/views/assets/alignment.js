// ---- An alignment: bands between the sentences that render one another.  Each is drawn in the row
// where it begins, so that on paper, where a row is never broken, it stays with its row.
const linkData = byId("link-data");
if (linkData) startLinks(JSON.parse(linkData.textContent));

function startLinks(links) {
  const pairs = byId("pairs");
  const sentences = (side, numbers) => numbers.map((n) => byId(`${side}${n}`)).filter(Boolean);
  const drawn = [];

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
        drawn.push({ element: svg("path", { d: shape, class: kind + elsewhere }), row, ends: [...left, ...right] });
      } else {
        const at = extent(own, origin);
        const x = left.length ? at.right + 8 : at.left - 8;
        drawn.push({ element: svg("circle", { cx: x, cy: (at.top + at.bottom) / 2, r: 4 }), row, ends: own });
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

// ---- Both languages side by side: turns go from one row to another by keys, buttons or dragging,
// and words selected on either side are a finding that the machine missed.
if (document.querySelector("[data-links]")) {
  const pairs = byId("pairs");
  const call = pairs.dataset.links;
  const rowOf = (element) => element?.closest?.(".pair[data-key]") ?? null;
  let at = { row: pairs.querySelector(".pair[data-key]")?.id, side: "zh" }; // the side that the keys are at
  const current = () => byId(at.row)?.querySelector(`.side[data-side="${at.side}"]`);

  function focusOn(side) {
    if (!side) return;
    for (const other of all(".side[tabindex='0']", pairs)) other.tabIndex = -1;
    side.tabIndex = 0;
    side.focus();
    side.scrollIntoView({ block: "nearest" });
    at = { row: rowOf(side).id, side: side.dataset.side };
  }

  function beside(side, by) {
    const every = all(`.side[data-side="${side.dataset.side}"]`, pairs);
    return every[every.indexOf(side) + by];
  }

  async function showAnew() {
    const had = pairs.contains(document.activeElement);
    const card = chosenCard();
    await refresh("#rows,#list-tools");
    if (card) byId(card.id)?.classList.add("on");
    if (had) focusOn(current());
  }

  // ---- turns that go to another row

  async function move(turn, to) {
    const from = rowOf(turn);
    const { side } = turn.closest(".side").dataset;
    if (!to || from === to) return;
    const body = {
      side, turn: Number(turn.dataset.turn), source: from.dataset.key, target: to.dataset.key, seen: to.dataset.seen,
    };
    if (await send(`/calls/${call}/links`, body)) at = { row: to.id, side };
    await showAnew();
  }

  async function shift(side, by) {
    const turns = all("[data-turn]", side);
    const target = beside(side, by);
    if (turns.length && target) await move(turns.at(by < 0 ? 0 : -1), rowOf(target));
  }

  document.addEventListener("keydown", async (event) => {
    const side = event.target;
    if (!side.matches?.("#pairs .side[data-side]") || event.ctrlKey || event.metaKey || event.altKey) return;
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    const across = { ArrowLeft: "zh", ArrowRight: "en" }[event.key];
    if (!by && !across) return;
    event.preventDefault();
    if (across) focusOn(rowOf(side).querySelector(`[data-side="${across}"]`));
    else if (!event.shiftKey) focusOn(beside(side, by));
    else if (side.querySelector(`[data-shift="${by}"]`)) await shift(side, by);
  });

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-shift]");
    const side = event.target.closest("#pairs .side[data-side]");
    if (button) await shift(button.closest(".side"), Number(button.dataset.shift));
    else if (side && document.getSelection().isCollapsed && !event.target.closest("mark[data-item], a, button, summary, form")) focusOn(side);
  });

  let dragged = null;
  document.addEventListener("dragstart", (event) => {
    dragged = event.target.closest?.("[data-turn][draggable]") ?? null;
  });
  document.addEventListener("dragover", (event) => {
    if (dragged && rowOf(event.target)) event.preventDefault();
  });
  document.addEventListener("drop", async (event) => {
    const row = rowOf(event.target);
    if (!dragged || !row) return;
    event.preventDefault();
    await move(dragged, row);
    dragged = null;
  });

  // ---- words selected on either side of a row

  const missed = byId("missed-form");
  document.addEventListener("selectionchange", () => {
    const chosen = missed && selectedWords("#pairs .said-here");
    const turn = chosen?.within.closest("#pairs [data-turn]");
    if (!turn) return;
    const { elements } = missed;
    const { side } = turn.closest(".side").dataset;
    const blanks = chosen.text.length - chosen.text.trimStart().length;
    if (elements.row.value !== rowOf(turn).dataset.row) {
      for (const name of ["zh", "en", "zh_turn", "zh_start", "en_turn", "en_start"]) elements[name].value = "";
    }
    elements.row.value = rowOf(turn).dataset.row;
    elements[side].value = chosen.text.trim();
    elements[`${side}_turn`].value = turn.dataset.turn;
    // Code points, as the server counts.
    elements[`${side}_start`].value = Number(chosen.within.dataset.begins ?? 0) + [...chosen.before].length + blanks;
  });

  // What is typed has no place: it is looked for.
  missed?.addEventListener("input", ({ target }) => {
    for (const name of [`${target.name}_turn`, `${target.name}_start`]) {
      if (missed.elements[name]) missed.elements[name].value = "";
    }
  });

  // What is opened by a key, and the field that has the focus then.
  const openField = (within, selector) => {
    const field = within?.querySelector(selector);
    if (field?.closest("details")) field.closest("details").open = true;
    field?.focus();
  };
  const row = () => rowOf(document.activeElement) ?? byId(at.row);
  Object.assign(keys, {
    w: () => openField(row(), ".side.en .write textarea"),
    s: () => openField(row(), ".unit select"),
    a: () => openField(missed, "[name=type]"),
  });

  // ---- what others did

  document.addEventListener("decided", async ({ detail }) => {
    if (detail.call !== call) return;
    if (!detail.correction && !pairs.querySelector(`.pair[data-key="${detail.item}"]`)) return;
    if (document.activeElement?.closest("form.why")) tell(_("{} changed the translation meanwhile: keep what you type, then look.", detail.by));
    else await showAnew();
  });
}
