// ---- Work that goes on: what is shown of it is fetched again while it does.

let watching = false;

/** Whether somebody is at work on a field in one of the parts that `selectors` name. */
function isTypedIn(selectors) {
  const field = document.activeElement;
  const parts = selectors.split(",").map((one) => document.querySelector(one));
  return field.matches("input, select, textarea") && parts.some((part) => part?.contains(field));
}

async function watch() {
  const old = document.querySelector("[data-watch]");
  if (!old || watching || document.hidden) return;
  watching = true;
  const { watch: at, stamp, refresh: parts } = old.dataset;
  const held = old.contains(document.activeElement) && document.activeElement.id;
  try {
    await refresh(`#${old.id}`, at);
    const now = byId(old.id);
    if (parts) now.dataset.refresh = parts;
    if (held) byId(held)?.focus();
    if (now.dataset.stamp === stamp) return;
    if (now.dataset.latest) tell(now.dataset.latest);
    if (parts && !isTypedIn(parts)) await refresh(parts);
  } catch {
    // The server can't be reached: the next look tells.
  } finally {
    watching = false;
  }
}
if (token) setInterval(watch, 1000);

// ---- Recordings that are sent: a few at once, each with how far it is.

const SENT_AT_ONCE = 3;
const sender = byId("send-recordings");

function megabytes(size) {
  return `${(size / 1e6).toFixed(1)} MB`;
}

function fileLine(file) {
  const line = document.createElement("li");
  const name = line.appendChild(document.createElement("p"));
  name.className = "job-name";
  name.textContent = `${file.name} (${megabytes(file.size)})`;
  return line;
}

/** The chosen files with their sizes, before anything is sent. */
function showChosen() {
  const sending = byId("sending");
  sending.replaceChildren(...[...sender.elements.files.files].map(fileLine));
  sending.hidden = !sending.children.length;
}

function sendFile(file, line) {
  const bar = line.appendChild(document.createElement("progress"));
  bar.setAttribute("aria-label", _("how far {} is", file.name));
  const note = line.appendChild(document.createElement("p"));
  const data = new FormData();
  data.set("files", file);
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("POST", "/recordings");
    request.setRequestHeader("x-calltools-token", token);
    request.responseType = "json";
    request.upload.addEventListener("progress", (event) => {
      bar.max = event.total;
      bar.value = event.loaded;
    });
    request.addEventListener("loadend", () => {
      const isSent = request.status === 200;
      const problem = request.response?.problem ?? _("the server can’t be reached");
      note.textContent = isSent ? _("Sent; it is being added.") : _("Not sent: {}", problem);
      line.className = isSent ? "job-done" : "job-failed";
      bar.remove();
      resolve();
    });
    request.send(data);
  });
}

function stay(event) {
  event.preventDefault();
}

async function sendAll(files) {
  const lines = [...byId("sending").children];
  const waiting = files.map((file, number) => () => sendFile(file, lines[number]));
  const work = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      await next();
      await refresh("#jobs,#lists");
    }
  };
  addEventListener("beforeunload", stay);
  await Promise.all(Array.from({ length: SENT_AT_ONCE }, work));
  removeEventListener("beforeunload", stay);
}

sender?.addEventListener("change", showChosen);
sender?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const files = [...sender.elements.files.files];
  const asked = { size: files.reduce((sum, file) => sum + file.size, 0), names: files.map((file) => file.name) };
  if (!(await send("/recordings/room", asked, undefined, ""))) return;
  showChosen();
  const button = sender.querySelector("button");
  button.disabled = true;
  await sendAll(files);
  button.disabled = false;
  sender.reset();
});
