// ---- A publication is sent as it is, and kept as it was put right.
if (byId("upload") || byId("keep")) {
  const upload = document.getElementById("upload");
  const keep = document.getElementById("keep");

  upload?.addEventListener("submit", async (event) => {
    event.preventDefault();
    const { file, text, name } = upload.elements;
    const chosen = file.files[0];
    if (!chosen && !text.value.trim()) {
      tell(_("Choose a file, or paste a text."));
      return;
    }
    const query = new URLSearchParams({ name: chosen ? chosen.name : `${name.value}.txt` });
    let answer;
    try {
      answer = await fetch(`/import?${query}`, {
        method: "POST",
        headers: { "content-type": "application/octet-stream", "x-calltools-token": token },
        body: chosen ?? new Blob([text.value]),
      });
    } catch {
      tell(_("Not read: the server can’t be reached."));
      return;
    }
    const found = await answer.json().catch(() => ({ problem: _("the server answered with nothing") }));
    if (answer.ok) location.assign(found.at);
    else tell(_("Not read: {}", found.problem));
  });

  keep?.addEventListener("submit", async (event) => {
    event.preventDefault();
    const { at, roles, starts, drop } = keep.dataset;
    const { number, call } = keep.elements;
    const body = { roles: JSON.parse(roles), starts, drop, number: Number(number.value), call: call.value };
    const found = await send(at, body);
    if (!found) return;
    const told = document.getElementById("kept");
    told.hidden = false;
    told.textContent = found.call
      ? _("Kept as {}; calltools run aligns it with {}.", found.kept.join(", "), found.call)
      : _("Kept as {}.", found.kept.join(", "));
  });
}
