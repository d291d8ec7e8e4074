// ---- Both languages side by side: turns go from one link to another by keys, buttons or dragging.
if (document.querySelector("[data-links]")) {
  const table = () => document.querySelector("[data-links]");
  const { links: call } = table().dataset;
  let current = table().querySelector("td");

  function cells(side) {
    return [...table().querySelectorAll(`td[data-side="${side}"]`)];
  }

  function focusOn(cell) {
    if (!cell) return;
    for (const one of table().querySelectorAll("td[tabindex='0']")) one.tabIndex = -1;
    cell.tabIndex = 0;
    cell.focus();
    cell.scrollIntoView({ block: "nearest" });
    current = cell;
  }

  function beside(cell, by) {
    const all = cells(cell.dataset.side);
    return all[all.indexOf(cell) + by];
  }

  async function refresh() {
    const answer = await fetch(location.href);
    if (!answer.ok) return;
    const box = document.createElement("template");
    box.innerHTML = await answer.text();
    const had = table().contains(document.activeElement);
    const { side } = current.dataset;
    const at = cells(side).indexOf(current);
    table().replaceWith(box.content.querySelector("[data-links]"));
    current = cells(side)[at] ?? table().querySelector("td");
    if (had) focusOn(current);
  }

  async function move(turn, target) {
    const from = turn.closest("tr");
    const { side } = turn.closest("td").dataset;
    const to = target.closest("tr");
    if (from === to) return;
    const body = {
      side, turn: Number(turn.dataset.turn), source: from.dataset.key, target: to.dataset.key, seen: to.dataset.seen,
    };
    const found = await send(`/calls/${call}/links`, body);
    if (found) {
      kept(found.event);
      current = to.querySelector(`td[data-side="${side}"]`);
    }
    await refresh();
  }

  async function shift(cell, by) {
    const turns = cell.querySelectorAll("[data-turn]");
    const target = beside(cell, by);
    if (turns.length && target) await move(turns[by < 0 ? 0 : turns.length - 1], target);
  }

  document.addEventListener("keydown", async (event) => {
    const cell = event.target.closest?.("[data-links] td");
    if (!cell || event.ctrlKey || event.metaKey || event.altKey) return;
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    const across = { ArrowLeft: "zh", ArrowRight: "en" }[event.key];
    if (!by && !across) return;
    event.preventDefault();
    if (across) focusOn(cell.parentElement.querySelector(`[data-side="${across}"]`));
    else if (!event.shiftKey) focusOn(beside(cell, by));
    else if (cell.querySelector(`[data-shift="${by}"]`)) await shift(cell, by);
  });

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-shift]");
    const cell = event.target.closest("[data-links] td");
    if (button) await shift(cell, Number(button.dataset.shift));
    else if (cell && document.getSelection().isCollapsed) focusOn(cell);
  });

  // ---- dragging

  let dragged = null;
  document.addEventListener("dragstart", (event) => {
    dragged = event.target.closest?.("[data-turn][draggable]") ?? null;
  });
  document.addEventListener("dragover", (event) => {
    if (dragged && event.target.closest("[data-links] tr[data-key]")) event.preventDefault();
  });
  document.addEventListener("drop", async (event) => {
    const row = event.target.closest("[data-links] tr[data-key]");
    if (!dragged || !row) return;
    event.preventDefault();
    await move(dragged, row);
    dragged = null;
  });

  // ---- what a finding is of, and what others did

  document.addEventListener("focusin", (event) => {
    const turn = event.target.closest("article.decide")?.dataset.turn;
    if (turn === undefined) return;
    for (const row of table().querySelectorAll("tr")) {
      const is = row.querySelector(`[data-side="zh"] [data-turn="${turn}"]`) !== null;
      row.classList.toggle("now", is);
      if (is) row.scrollIntoView({ block: "nearest" });
    }
  });

  document.addEventListener("decided", async ({ detail }) => {
    if (detail.call === call && table().querySelector(`[data-key="${detail.item}"]`)) await refresh();
  });
  document.addEventListener("undone", async (event) => {
    event.preventDefault();
    await refresh();
  });
}
