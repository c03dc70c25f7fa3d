document.body.classList.add("js-enabled", ...("noModule" in HTMLScriptElement.prototype ? ["govuk-frontend-supported"] : []));
import { initAll } from "../build/govuk-frontend.js";
import "./exit-page.js";
import "./forms.js";
import "./clocks.js";
import "./autosave.js";
import "./security-key.js";
import "./idle.js";

initAll();

// What htmx brings in has components of its own, and a reader who must hear that it changed.
document.body.addEventListener("htmx:afterSwap", (event) => {
  initAll({ scope: event.detail.target });
  const summary = event.detail.target.querySelector(".govuk-error-summary");
  if (summary) summary.focus();
});
document.body.addEventListener("htmx:sendError", () => {
  document.getElementById("announcements").textContent = document.body.dataset.notSent;
});
