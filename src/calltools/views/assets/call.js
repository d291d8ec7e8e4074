// ---- A call: the picture follows the sound, and the place is kept while a page is loaded again.
const frame = byId("timeline");
if (frame) startPicture(Number(frame.dataset.duration));

function startPicture(duration) {
  const rows = byId("rows");
  const axis = byId("axis");
  const closest = Math.max(1, duration / 10000); // ten seconds fill the width
  const kept = `place ${location.pathname}`;
  let zoom = 1;

  const seek = (ms) => player.seek(clamp(ms, 0, duration));
  const x = () => (clamp(player.now(), 0, duration) / duration) * axis.getBoundingClientRect().width;

  function draw() {
    byId("playhead").style.transform = `translateX(${x()}px)`;
    const seen = frame.clientWidth - rows.querySelector(".label").offsetWidth;
    if (zoom > 1 && (x() < frame.scrollLeft || x() > frame.scrollLeft + seen)) {
      frame.scrollLeft = x() - seen / 5;
    }
  }

  function setZoom(wanted) {
    zoom = clamp(wanted, 1, closest);
    rows.style.setProperty("--zoom", zoom);
    drawTicks();
    frame.scrollLeft = x() - frame.clientWidth / 3;
    draw();
  }

  function drawTicks() {
    const width = axis.getBoundingClientRect().width;
    const steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600].map((s) => s * 1000);
    const step = steps.find((s) => (s / duration) * width >= 64) ?? steps.at(-1);
    const ticks = [];
    for (let ms = 0; ms < duration * (1 - 40 / width); ms += step) { // none cut off at the end
      const at = `${(100 * ms) / duration}%`;
      const text = svg("text", { x: at, y: 12, dx: 4 });
      text.textContent = clockText(ms, false);
      ticks.push(svg("line", { x1: at, x2: at, y1: 2, y2: 26 }), text);
    }
    axis.replaceChildren(...ticks);
  }

  frame.addEventListener("click", (event) => {
    if (event.target.closest("a, .label")) return;
    const box = axis.getBoundingClientRect();
    seek(((event.clientX - box.left) / box.width) * duration);
  });
  for (const [id, by, ...pressed] of [["in", 1.6, "+", "="], ["out", 1 / 1.6, "-"], ["fit", 0, "0"]]) {
    const zoomBy = () => setZoom(zoom * by);
    byId(`zoom-${id}`).addEventListener("click", zoomBy);
    for (const key of pressed) keys[key] = zoomBy;
  }
  keys.ArrowLeft = () => seek(player.now() - 3000);
  keys.ArrowRight = () => seek(player.now() + 3000);
  new ResizeObserver(() => { drawTicks(); draw(); }).observe(frame);
  player.follow(draw);

  const waves = document.querySelector("svg[data-peaks]");
  if (!waves) return;
  fetch(waves.dataset.peaks).then((answer) => answer.json()).then(({ path, peaks }) => {
    waves.setAttribute("viewBox", `0 -1.05 ${Math.max(peaks - 1, 1)} 2.1`);
    waves.querySelector("path").setAttribute("d", path);
  }).catch(() => { /* the picture has its lanes */ });
  try { seek(Number(sessionStorage.getItem(kept) ?? 0)); } catch { /* not allowed here */ }
  addEventListener("pagehide", () => {
    try { sessionStorage.setItem(kept, String(player.now())); } catch { /* not allowed here */ }
  });
}
