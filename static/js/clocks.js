// Clocks that run: whole hours and minutes since an instant, as the server wrote them, kept true while the page is open.
function tick() {
  for (const clock of document.querySelectorAll("[data-since]")) {
    const minutes = Math.max(0, Math.floor((Date.now() - Date.parse(clock.dataset.since)) / 60000));
    clock.textContent = minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
  }
}

if (document.querySelector("[data-since]")) setInterval(tick, 30000);
