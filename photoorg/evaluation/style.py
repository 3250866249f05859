"""The look of the page: the window's own colours, a measure that can be read, tables that scroll by themselves."""

from __future__ import annotations

STYLE = """
:root { color-scheme: light dark; --page: #fbfbfb; --raised: #fff; --line: #d8d8d8; --text: #1b1b1b; --muted: #5c5c5c;
  --accent: #1f6fe0; --second: #b4540a; --third: #1c7c45; --band: .13; }
@media (prefers-color-scheme: dark) { :root { --page: #1a1a1a; --raised: #242424; --line: #3f3f3f; --text: #e8e8e8;
  --muted: #a8a8a8; --accent: #5b9bff; --second: #f0954a; --third: #5fc98a; --band: .2; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text); font: 16px/1.5 system-ui, "Segoe UI", sans-serif; }
main { max-width: 62rem; margin: 0 auto; padding: 2.5rem 1.25rem 4rem; }
h1 { font-size: 2rem; line-height: 1.2; margin: 0; }
h2 { font-size: 1.3rem; margin: 3rem 0 .75rem; }
p { max-width: 44rem; margin: .75rem 0; }
.lead, footer, caption { color: var(--muted); }
.tiles { list-style: none; display: grid; grid-template-columns: repeat(auto-fit, minmax(10.5rem, 1fr)); gap: .75rem;
  margin: 1.75rem 0 0; padding: 0; }
.tiles li { background: var(--raised); border: 1px solid var(--line); border-radius: 8px; padding: .9rem 1rem; }
.tiles strong { display: block; font-size: 1.75rem; line-height: 1.2; font-variant-numeric: tabular-nums; }
.tiles span { display: block; line-height: 1.35; margin-bottom: .4rem; }
.tiles small { display: block; color: var(--muted); line-height: 1.4; font-variant-numeric: tabular-nums; }
.wide { overflow-x: auto; margin: 1rem 0; }
.wide:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: .925rem; }
table.shares { width: 100%; max-width: 48rem; }
.shares th.word { width: 100%; }
caption { text-align: left; padding-bottom: .4rem; }
th, td { padding: .3rem .9rem .3rem 0; border-bottom: 1px solid var(--line); vertical-align: top; text-align: right;
  white-space: nowrap; }
thead th { vertical-align: bottom; font-weight: 600; }
tbody th { font-weight: 400; }
.word { text-align: left; white-space: normal; min-width: 7rem; overflow-wrap: anywhere; }
.part { padding-left: 1.25rem; display: inline-block; }
figure { margin: 1rem 0; }
.chart { width: 100%; max-width: 36rem; height: auto; background: var(--raised); border: 1px solid var(--line);
  border-radius: 8px; }
svg text { fill: var(--text); font-size: 13px; }
svg .tick { fill: var(--muted); font-size: 12px; }
.grid { stroke: var(--line); stroke-width: 1; }
.honest { stroke: var(--muted); stroke-dasharray: 5 4; }
.count { fill: var(--line); }
.span { stroke: var(--accent); stroke-width: 2; opacity: .6; }
.point, .strip circle { fill: var(--accent); }
.strip { vertical-align: middle; }
.line { fill: none; stroke-width: 2.5; stroke-linejoin: round; }
.band { stroke: none; fill-opacity: var(--band); }
.line.precision { stroke: var(--accent); } .band.precision { fill: var(--accent); }
.line.recall { stroke: var(--second); stroke-dasharray: 9 4; } .band.recall { fill: var(--second); }
.line.tagged { stroke: var(--third); stroke-dasharray: 2 4; } .band.tagged { fill: var(--third); }
footer { margin-top: 3.5rem; border-top: 1px solid var(--line); font-size: .875rem; overflow-wrap: anywhere; }
@media (max-width: 34rem) { .shares tr > :nth-child(3) { display: none; } }
@media print { .wide { overflow: visible; } h2 { break-after: avoid; } tr { break-inside: avoid; } }
"""
