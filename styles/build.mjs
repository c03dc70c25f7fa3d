// Builds static/build/ from locked npm packages: one style sheet, its right-to-left twin, the scripts, the fonts.
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import rtlcss from "rtlcss";
import * as sass from "sass";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const modules = join(root, "node_modules");
const out = join(root, "static", "build");

const SCRIPTS = {
  "govuk-frontend.js": "govuk-frontend/dist/govuk/govuk-frontend.min.js",
  "htmx.js": "htmx.org/dist/htmx.min.js",
};
const SUBSETS = ["latin", "latin-ext", "vietnamese"]; // the scripts of our languages that Noto Sans itself draws

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });

const { css } = sass.compile(join(root, "styles", "main.scss"), {
  loadPaths: [root, modules],
  style: "compressed",
  quietDeps: true,
});
const own = css.replace(/background-image:url\([^)]*icon-[^)]*\);?/g, ""); // MoJ's pictures, which no template of ours shows
writeFileSync(join(out, "main.css"), own);
writeFileSync(join(out, "main.rtl.css"), rtlcss.process(own));

for (const [name, source] of Object.entries(SCRIPTS)) {
  const code = readFileSync(join(modules, source), "utf8");
  writeFileSync(join(out, name), code.replace(/\/\/# sourceMappingURL=.*\s*$/, "")); // the maps are not served
}
for (const subset of SUBSETS) {
  const font = `noto-sans-${subset}-wght-normal.woff2`;
  copyFileSync(join(modules, "@fontsource-variable/noto-sans/files", font), join(out, font));
}
for (const name of ["main.css", "main.rtl.css", ...Object.keys(SCRIPTS)]) {
  const code = readFileSync(join(out, name));
  console.log(`${name}: ${(gzipSync(code, { level: 9 }).length / 1000).toFixed(1)} kB gz`);
}
