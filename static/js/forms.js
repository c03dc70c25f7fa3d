// Forms: a second press within three seconds is not sent; a text too long to arrive is not sent and stays where it is.
const PAUSE = 3000; // ms; the submission key on the server makes a later repeat harmless too
const sent = new WeakMap();

function size(form) {
  let bytes = 0;
  for (const value of new FormData(form).values()) {
    if (typeof value === "string") bytes += new TextEncoder().encode(encodeURIComponent(value)).length;
  }
  return bytes;
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  const before = sent.get(form);
  if (before && Date.now() - before < PAUSE) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  const most = Number(document.body.dataset.formBytes || 0);
  if (most && size(form) > most) {
    event.preventDefault();
    event.stopImmediatePropagation();
    const box = document.getElementById("too-long");
    box.hidden = false;
    box.focus();
    return;
  }
  sent.set(form, Date.now());
}, true);

addEventListener("pageshow", (event) => {
  if (event.persisted) document.querySelectorAll("form").forEach((form) => sent.delete(form));
});
