"""How the page looks: on a screen, on a telephone, on paper. Written for pages that load nothing."""

from __future__ import annotations

_SCREEN = """
*{box-sizing:border-box}
html{font:19px/1.4 Arial,Helvetica,sans-serif;color:#0b0c0c;background:#fff}
body{max-width:960px;margin:0 auto;padding:0 15px 60px;overflow-wrap:anywhere}
h1{font-size:36px;line-height:1.15;margin:20px 0 10px}
h2{font-size:27px;line-height:1.2;margin:50px 0 15px;padding-top:10px;border-top:3px solid #12436d}
h3{font-size:21px;line-height:1.25;margin:30px 0 8px}
p,li,dd{max-width:75ch;margin:0 0 10px}
ul{margin:0 0 15px;padding-left:22px}
a{color:#1a65a6;display:inline-block;min-height:24px;min-width:24px}
a:focus,.wide:focus{outline:3px solid #0b0c0c;background:#fd0;color:#0b0c0c}
.skip{position:absolute;left:-9999px}.skip:focus{position:static}
.top{display:flex;flex-wrap:wrap;justify-content:space-between;gap:10px;border-bottom:1px solid #b1b4b6;padding:12px 0}
.code{font-family:"Courier New",monospace;font-weight:bold;white-space:nowrap}
.ask{border:4px solid #12436d;padding:15px;margin:20px 0}.ask h2{border:0;margin:0 0 8px;padding:0}.ask p:last-child{margin:0}
.note{border-left:6px solid #12436d;padding:8px 0 8px 14px;margin:15px 0}
dl{margin:0 0 15px}dt{font-weight:bold}dd{margin-left:0}
.facts{display:grid;grid-template-columns:170px 1fr;column-gap:20px}.facts dd{grid-column:2}.facts ul{margin:0}
table{border-collapse:collapse;width:100%;margin:0 0 25px;font-size:17px}
caption{text-align:left;font-weight:bold;padding:0 0 6px}
th,td{text-align:left;vertical-align:top;padding:5px 10px 5px 0;border-bottom:1px solid #b1b4b6;unicode-bidi:isolate}
thead th,thead td{border-bottom:2px solid #0b0c0c;vertical-align:bottom}
tbody th{font-weight:normal}
.n{text-align:right;white-space:nowrap;padding-right:12px}
thead .n{white-space:normal}
.w{color:#484949}
.b{width:45%}
.chart svg{display:block;width:100%;height:15px;margin-top:4px}
.cmp svg{height:24px}.cmp thead th{overflow-wrap:normal}
.two,.many{table-layout:fixed;overflow-wrap:break-word}.two svg,.many svg{height:9px;margin-top:2px}
svg path{fill:#12436d}
svg .old{fill:url(#h);stroke:#12436d;stroke-width:1}
.state{font-weight:bold;white-space:nowrap}
.sub{color:#484949;font-size:17px}
.wide{overflow-x:auto;margin:0 0 25px}.wide table{margin:0}
.pic svg{max-width:100%;height:auto}.pic text{font:15px Arial,Helvetica,sans-serif;fill:#0b0c0c}
.pic rect{fill:#fff;stroke:#12436d;stroke-width:2}.pic path{fill:none;stroke:#0b0c0c;stroke-width:1.5}
code{font-family:"Courier New",monospace;unicode-bidi:isolate}
.sheet td{height:44px}.sheet th{width:30%}
.stack th:first-child{width:27%}.stack .state{width:15%}
"""
_NARROW = """
@media (max-width:640px){
html{font-size:16px}h1{font-size:27px}h2{font-size:23px}h3{font-size:19px}
table{font-size:16px}.b{display:none}.many{min-width:600px}.cmp th,.cmp td{padding-right:4px;font-size:14px}.cmp thead th{overflow-wrap:anywhere;font-size:11px}.sub{font-size:15px}.n,.state{white-space:normal}.facts{display:block}
th,td{padding-right:8px}
.stack thead{position:absolute;left:-9999px}
.stack th:first-child,.stack .state{width:auto}
.stack tr{display:block;border-bottom:2px solid #b1b4b6;padding:6px 0}
.stack th,.stack td{display:block;border:0;padding:2px 0}
}
"""
_PRINT = """
@media print{
html{font-size:10.5pt;color:#000}body{max-width:none;padding:0;margin:0}
h1{font-size:18pt;margin:0 0 4pt}h2{font-size:14pt;margin:14pt 0 6pt}h3{font-size:11.5pt;margin:10pt 0 4pt}
table{font-size:9.5pt;margin-bottom:8pt}th,td{padding:2pt 6pt 2pt 0}
p,li,dd{max-width:none;margin-bottom:3pt}
.facts{grid-template-columns:95pt 1fr;margin:0 0 4pt}
.sub,.w{color:#000;font-size:9.5pt}
.skip,.screen{display:none}
a{color:#000;text-decoration:none;display:inline;min-height:0}
h2,h3,caption{break-after:avoid}
section.item,.keep,tr{break-inside:avoid}
.ask{padding:6pt 8pt;margin:6pt 0;border-width:2pt}
.top{padding:0 0 4pt}
.wide{overflow:visible}
.one svg{height:8pt;margin-top:2pt}.two svg,.many svg{height:4pt}.one.cmp svg{height:11pt;margin-top:0}.many-changes{font-size:9pt}.many-changes .sub,.many-changes table{font-size:8.5pt}.many-changes h3{font-size:10pt}.many-changes p{margin-bottom:1pt;line-height:1.25}.many-changes td,.many-changes th{padding-top:1pt;padding-bottom:1pt;line-height:1.2}.cmp{margin-bottom:3pt}.item{margin-bottom:6pt}.item h3{margin-top:6pt}
svg path{fill:#000}
svg .old{stroke:#000}
.pic path,.pic rect{stroke:#000}
.sheet{break-before:page}.one-page h2{margin:8pt 0 3pt}.stack th,.stack td{padding:1.5pt 6pt 1.5pt 0;font-size:9pt}
}
"""


def sheet(foot: str) -> str:
    """Return the style sheet.

    Parameters
    ----------
    foot : str
        What stands at the foot of every printed page: letters, digits, blanks, full stops and hyphens only, which
        the names of datasets, versions and check codes are made of.
    """
    safe = "".join(c for c in foot if c.isascii() and (c.isalnum() or c in " .-"))
    page = (
        '@page{size:A4;margin:13mm 15mm 16mm;@bottom-left{content:"' + safe + '";font:9pt Arial,sans-serif}'
        '@bottom-right{content:"page " counter(page) " of " counter(pages);font:9pt Arial,sans-serif}}'
    )
    return "".join(line for line in (_SCREEN + _NARROW + _PRINT + page).splitlines())
