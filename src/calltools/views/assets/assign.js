// ---- A lead assigns an item, or the calls and reports that are chosen, to one or two people.
if (token) {
  document.addEventListener("submit", async (event) => {
    const found = event.target;
    if (found.dataset.for !== "assign") return;
    event.preventDefault();
    const chosen = found.dataset.key ? [found] : [...document.querySelectorAll("[data-choose]:checked")];
    if (!chosen.length) tell(_("Choose what to assign first."));
    const { first, second, blind, hide_machine: hidden } = found.elements;
    const people = [first.value, second.value].filter(Boolean);
    const two = people.length > 1;
    const value = { people, blind: two && blind.checked, hide_machine: two && hidden.checked };
    for (const one of chosen) {
      const { address, key } = one.dataset;
      if (!(await send(`/items/${address}/${key}`, { action: "assign", value }))) return;
    }
    if (chosen.length) location.reload();
  });
}
