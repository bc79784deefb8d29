/** The style sheet of the report: system fonts, and the reader's choice of light or dark. */
export const reportStyle = `
:root {
  color-scheme: light dark;
  --paper: #fbfaf7; --ink: #1d2328; --faint: #69737c; --rule: #dcd8cf; --lane: #f1eee7; --wave: #cfcabd;
  --speech: #2f6f9f; --rendition: #2f7d5b; --announcement: #8a6d1f; --bad: #b3362b;
  --recognition: #6a5d9e; --service: #c9432f; --translation: #2f6f9f; --synthesis: #2f7d5b; --playing: #b9b3a6;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #14181b; --ink: #e4e2dc; --faint: #98a1a8; --rule: #333a40; --lane: #1c2226; --wave: #3a434a;
    --speech: #4d93c7; --rendition: #45a37b; --announcement: #c19b3a; --bad: #ef7a6d;
    --recognition: #9a8cd4; --service: #ff7f6b; --translation: #4d93c7; --synthesis: #45a37b; --playing: #525a60;
  }
}
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 2rem 1.5rem 4rem; max-width: 76rem; background: var(--paper); color: var(--ink);
  font: 15px/1.5 system-ui, sans-serif; }
h1 { margin: 0; font-size: 1.7rem; }
h2 { margin: 2.2rem 0 .6rem; font-size: 1.1rem; }
header p { margin: .2rem 0; color: var(--faint); }
header .verdict { float: right; padding: .2rem .9rem; border-radius: 1rem; color: #fff; font-weight: 600; }
header .passed { background: #2b7a55; }
header .failed { background: #b3362b; }
.problems { margin: .4rem 0; padding-left: 1.2rem; color: var(--bad); }
.scroll { overflow-x: auto; border: 1px solid var(--rule); border-radius: 8px; padding: .6rem; }
svg text { font: 11px system-ui, sans-serif; fill: var(--ink); }
svg .axis, svg .label { fill: var(--faint); }
svg .words { fill: #fff; }
svg .tick { stroke: var(--rule); }
svg .lane { fill: var(--lane); }
svg .wave { fill: var(--wave); }
svg .speech { fill: var(--speech); fill-opacity: .88; }
svg .rendition { fill: var(--rendition); fill-opacity: .88; }
svg .announcement { fill: var(--announcement); fill-opacity: .88; }
table { width: 100%; border-collapse: collapse; }
th, td { padding: .35rem .8rem .35rem 0; border-bottom: 1px solid var(--rule); text-align: left; vertical-align: top; }
th { color: var(--faint); font-weight: 500; }
td:last-child { white-space: nowrap; font-variant-numeric: tabular-nums; }
.clause p { margin: .6rem 0 .2rem; }
.clause span { color: var(--faint); float: right; font-variant-numeric: tabular-nums; }
.bar { display: flex; height: 14px; background: var(--lane); border-radius: 4px; overflow: hidden; }
.legend { display: flex; flex-wrap: wrap; gap: 1.2rem; color: var(--faint); }
.legend i { display: inline-block; width: 12px; height: 12px; margin-right: .4rem; border-radius: 3px; }
i.recognition { background: var(--recognition); }
i.service { background: var(--service); }
i.translation { background: var(--translation); }
i.synthesis { background: var(--synthesis); }
i.playing { background: var(--playing); }
`;
