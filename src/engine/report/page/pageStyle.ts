/** Style sheet of the summary page. Contrast of text is at least 4.5:1 in both schemes; nothing is said by colour alone. */
export const pageStyle = `
:root{color-scheme:light dark;--bg:#f7f7fa;--card:#fff;--fg:#1c1d24;--muted:#565a68;--line:#d9dbe5;--accent:#4b3fa8;--tint:#efedfb;--diagram-node:#efedfb;--diagram-group:#f7f7fa;--diagram-back:#fff}
@media (prefers-color-scheme:dark){:root{--bg:#15161b;--card:#1e2027;--fg:#eceef4;--muted:#a6abba;--line:#393d49;--accent:#b3a9ff;--tint:#28263d;--diagram-node:#2b2a41;--diagram-group:#191a20;--diagram-back:#1e2027}}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--fg);font:16px/1.6 system-ui,-apple-system,"Segoe UI",sans-serif;overflow-wrap:anywhere}
main{max-width:56rem;margin:0 auto;padding:2.5rem 1.25rem 4rem}
header{margin-bottom:1.5rem}
.kicker{margin:0;color:var(--accent);font-weight:600;font-size:.9rem}
h1{font-size:2rem;line-height:1.2;margin:.2rem 0 .3rem}
.subtitle{margin:0;color:var(--muted)}
section{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:1.1rem 1.4rem 1.3rem;margin:0 0 1rem}
h2{font-size:1.15rem;margin:0 0 .6rem}
h3{font-size:1.05rem;margin:0 0 .5rem}
h4{font-size:.85rem;margin:.6rem 0 .3rem;color:var(--muted)}
p{margin:.4rem 0}
#bottom-line{border-left:6px solid var(--accent)}
.lead{font-size:1.2rem;line-height:1.5;margin:0}
.note{color:var(--muted);font-size:.9rem}
ul,ol{margin:0;padding-left:1.4rem}
li{margin:.45rem 0}
li strong{display:block}
#outcomes ul{list-style:none;padding:0;display:grid;gap:.7rem;grid-template-columns:repeat(auto-fit,minmax(15rem,1fr))}
#outcomes li{background:var(--tint);border-radius:8px;padding:.7rem .9rem;margin:0}
.card{border:1px solid var(--line);border-radius:8px;padding:1rem;margin:0 0 .8rem}
.card:last-child{margin-bottom:0}
.figure{overflow-x:auto}
.figure svg{max-width:100%;height:auto;display:block}
code,pre{font:.88em/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
pre{background:var(--tint);border-radius:6px;padding:.7rem .9rem;overflow-x:auto;white-space:pre-wrap}
@media print{body{background:none}section,.card{break-inside:avoid}main{padding:0;max-width:none}}
`;
