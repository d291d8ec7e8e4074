// ---- Both languages side by side: turns go from one row to another by keys, buttons or dragging,
// and words selected on either side are a finding that the machine missed.
if (document.querySelector("[data-links]")) {
  const pairs = byId("pairs");
  const call = pairs.dataset.links;
  let current = pairs.querySelector(".side[data-side]");

  const sides = (side) => all(`.side[data-side="${side}"]`, pairs);
  const rowOf = (element) => element?.closest?.(".pair[data-key]") ?? null;

  function focusOn(side) {
    if (!side) return;
    for (const one of all(".side[tabindex='0']", pairs)) one.tabIndex = -1;
    side.tabIndex = 0;
    side.focus();
    side.scrollIntoView({ block: "nearest" });
    current = side;
  }

  function beside(side, by) {
    const every = sides(side.dataset.side);
    return every[every.indexOf(side) + by];
  }

  async function showAnew() {
    const had = pairs.contains(document.activeElement);
    const { side } = current.dataset;
    const at = sides(side).indexOf(current);
    const card = shownItems?.current();
    await refresh("#rows,#list-tools");
    if (card && byId(card.id)) shownItems.replaced(card, byId(card.id));
    current = sides(side)[at] ?? pairs.querySelector(".side[data-side]");
    if (had) focusOn(current);
  }

  // ---- turns that go to another row

  async function move(turn, to) {
    const from = rowOf(turn);
    const { side } = turn.closest(".side").dataset;
    if (!to || from === to) return;
    const body = {
      side, turn: Number(turn.dataset.turn), source: from.dataset.key, target: to.dataset.key, seen: to.dataset.seen,
    };
    const made = await send(`/calls/${call}/links`, body);
    if (made) {
      kept(made.event);
      current = to.querySelector(`[data-side="${side}"]`);
    }
    await showAnew();
  }

  async function shift(side, by) {
    const turns = all("[data-turn]", side);
    const target = beside(side, by);
    if (turns.length && target) await move(turns[by < 0 ? 0 : turns.length - 1], rowOf(target));
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
    const mark = event.target.closest("mark[data-item]");
    if (button) await shift(button.closest(".side"), Number(button.dataset.shift));
    else if (!document.getSelection().isCollapsed) return;
    else if (mark) toCard(pairs.querySelector(`article[data-item="${mark.dataset.item.split(" ")[0]}"]`));
    else if (side && !event.target.closest("a, button, summary, form")) focusOn(side);
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
    const chosen = document.getSelection();
    if (!missed || !chosen.rangeCount || chosen.isCollapsed) return;
    const range = chosen.getRangeAt(0);
    const turn = range.startContainer.parentElement?.closest("#pairs [data-turn]");
    const text = turn?.querySelector(".said-here");
    if (!text?.contains(range.startContainer) || !text.contains(range.endContainer)) return;
    const { elements } = missed;
    const { side } = turn.closest(".side").dataset;
    const sentence = range.startContainer.parentElement.closest(".sentence");
    const before = document.createRange();
    before.selectNodeContents(sentence ?? text);
    before.setEnd(range.startContainer, range.startOffset);
    const words = range.toString();
    const blanks = words.length - words.trimStart().length;
    if (elements.row.value !== rowOf(turn).dataset.row) {
      for (const name of ["zh", "en", "zh_turn", "zh_start", "en_turn", "en_start"]) elements[name].value = "";
    }
    elements.row.value = rowOf(turn).dataset.row;
    elements[side].value = words.trim();
    elements[`${side}_turn`].value = turn.dataset.turn;
    // Code points, as the server counts.
    elements[`${side}_start`].value = Number(sentence?.dataset.begins ?? 0) + [...before.toString()].length + blanks;
  });

  // What is typed has no place: it is looked for.
  missed?.addEventListener("input", ({ target }) => {
    for (const name of [`${target.name}_turn`, `${target.name}_start`]) {
      if (missed.elements[name]) missed.elements[name].value = "";
    }
  });

  const row = () => rowOf(document.activeElement) ?? byId(rowOf(current)?.id);
  Object.assign(keys, {
    w: () => {
      const fold = row()?.querySelector(".side.en .write");
      if (!fold) return;
      fold.open = true;
      fold.querySelector("textarea").focus();
    },
    s: () => row()?.querySelector(".unit select")?.focus(),
    a: () => {
      if (!missed) return;
      byId("missed").open = true;
      missed.elements.type.focus();
    },
  });

  // ---- what is heard, what a card is of, what others did

  byId("speed")?.addEventListener("change", ({ target }) => {
    audio.playbackRate = audio.defaultPlaybackRate = Number(target.value);
  });
  audio?.addEventListener("timeupdate", () => {
    const now = audio.currentTime * 1000;
    for (const one of all(".pair[data-from]", pairs)) {
      one.classList.toggle("heard", Number(one.dataset.from) <= now && now < Number(one.dataset.to));
    }
  });
  document.addEventListener("focusin", (event) => {
    const own = event.target.closest("#pairs article")?.dataset.item;
    for (const one of all("mark[data-item], .turn-side[data-item]", pairs)) {
      one.classList.toggle("on", own !== undefined && one.dataset.item.split(" ").includes(own));
    }
  });
  document.addEventListener("decided", async ({ detail }) => {
    if (detail.call !== call) return;
    const typing = document.activeElement?.closest("form.why");
    if (detail.correction || pairs.querySelector(`.pair[data-key="${detail.item}"]`)) {
      if (typing) tell(_("{} changed the translation meanwhile: keep what you type, then look.", detail.by));
      else await showAnew();
    }
  });
  document.addEventListener("undone", async (event) => {
    event.preventDefault();
    await showAnew();
  });
}
