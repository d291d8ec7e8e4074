// ---- What was read in a document: from call to call, and from doubt to doubt.
(() => {
  const printed = byId("printed");
  if (!printed) return;
  const stepping = (selector) => {
    const places = all(selector, printed);
    let at = -1;
    return (by) => {
      if (!places.length) return;
      at = at < 0 && by < 0 ? places.length - 1 : clamp(at + by, 0, places.length - 1);
      const place = places[at];
      const low = place.offsetHeight > innerHeight - 80;
      if (low) place.scrollIntoView({ block: "start" }); else bringIntoView(place);
      place.focus({ preventScroll: true });
    };
  };
  const call = stepping("[data-call]");
  const doubt = stepping("[data-doubt]");
  keys.j = () => call(1);
  keys.k = () => call(-1);
  keys.n = () => doubt(1);
  keys.p = () => doubt(-1);
})();
