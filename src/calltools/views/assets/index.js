// ---- The calls of a workspace: sorted by a column, narrowed by what is typed.
(() => {
  const table = byId("calls");
  if (!table || !byId("calls-filter")) return; // in the application the server does it
  const body = table.tBodies[0];
  const heads = all("th", table);
  const field = byId("calls-filter");
  const shown = byId("calls-shown");
  const rows = Array.from(body.rows);
  const texts = new Map(rows.map((row) => [row, row.textContent.toLowerCase()]));
  const numbers = new Intl.Collator(undefined, { numeric: true });

  heads.forEach((head, column) => head.firstElementChild.addEventListener("click", () => {
    const down = head.getAttribute("aria-sort") === "ascending";
    heads.forEach((other) => other.removeAttribute("aria-sort"));
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    const of = (row) => row.cells[column].dataset.sort;
    rows.sort((a, b) => numbers.compare(of(a), of(b)) * (down ? -1 : 1));
    body.append(...rows);
  }));

  const narrow = () => {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const row of rows) {
      row.hidden = !words.every((word) => texts.get(row).includes(word));
      count += !row.hidden;
    }
    shown.textContent = words.length ? `${count} of ${rows.length}` : "";
  };
  field.addEventListener("input", narrow);
  narrow();
  keys["/"] = () => field.focus();
})();
