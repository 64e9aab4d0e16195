/** Style sheet of the exported page. Contrast of text is at least 4.5:1 in both schemes. */
export const htmlStyle = `
:root{color-scheme:light dark;--bg:#fff;--fg:#1f2328;--muted:#59636e;--line:#d1d9e0;--soft:#f6f8fa;--crit:#b3261e;--warn:#8a5300;--sugg:#0b5cad;--ok:#1a6e34;--diagram-node:#f6f8fa;--diagram-group:#fbfcfd;--diagram-back:#fff}
@media (prefers-color-scheme:dark){:root{--bg:#15181c;--fg:#e6edf3;--muted:#9aa6b2;--line:#3a424b;--soft:#1e2329;--crit:#ff8a80;--warn:#f0b655;--sugg:#7ab8ff;--ok:#6fd08c;--diagram-node:#262c34;--diagram-group:#1a1e23;--diagram-back:#15181c}}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--fg);font:15px/1.55 system-ui,-apple-system,"Segoe UI",sans-serif}
main{max-width:60rem;margin:0 auto;padding:2rem 1.25rem 4rem}
h1{font-size:1.7rem;margin:0 0 1rem}
h2{font-size:1.25rem;margin:2.2rem 0 .6rem;padding-bottom:.25rem;border-bottom:1px solid var(--line)}
h3{font-size:1.05rem;margin:1.6rem 0 .3rem}
p.text,dd,li,td{white-space:pre-wrap;overflow-wrap:anywhere}
.section li,.section td,.section p{white-space:normal}
td,th{overflow-wrap:break-word}
.finding{border-left:4px solid var(--muted);padding-left:.6rem}
.finding.critical{border-color:var(--crit)}.finding.warning{border-color:var(--warn)}.finding.suggestion{border-color:var(--sugg)}
.verdict{border:1px solid var(--line);border-left:6px solid var(--muted);background:var(--soft);padding:.6rem .8rem}
.verdict.complete{border-left-color:var(--ok)}.verdict.partial{border-left-color:var(--warn)}.verdict.not-reviewed{border-left-color:var(--crit)}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1rem;margin:0}
dt{color:var(--muted)}dd{margin:0}
code,pre{font:13px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
code{background:var(--soft);padding:.05rem .25rem;border-radius:3px}
pre{background:var(--soft);border:1px solid var(--line);border-radius:4px;padding:.6rem .8rem;margin:.3rem 0 0;overflow-x:auto}
pre code{background:none;padding:0}
figure{margin:.6rem 0}
.status{font-size:.85em;font-weight:600;color:var(--muted)}
.status.verified{color:var(--ok)}.status.reanchored{color:var(--sugg)}.status.unverified{color:var(--crit)}
.note{color:var(--muted);font-size:.9em}
.scroll,.section{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.93em}
th,td{border:1px solid var(--line);padding:.35rem .5rem;text-align:left;vertical-align:top}
th{background:var(--soft)}
.contents ul{columns:18rem 2;padding-left:1.2rem;margin:.4rem 0 0}
.section>:first-child{margin-top:0}
.section>:last-child{margin-bottom:0}
.section a,td.id{white-space:nowrap}
.section h3{border-left:4px solid var(--line);padding-left:.6rem}
.section h4{margin:1.2rem 0 .3rem}
a{color:var(--sugg)}
.drawing{margin:.8rem 0;overflow-x:auto}
.drawing svg{max-width:100%;height:auto;display:block}
.drawing summary{color:var(--muted);font-size:.9em;cursor:pointer;margin-top:.4rem}
@media print{.drawing details{display:none}main{max-width:none;padding:0}h2,h3{break-after:avoid}figure,tr{break-inside:avoid}}
`;
