/** Folder and file names that say nothing about which part is meant. */
export const genericNames: ReadonlySet<string> = new Set(
  'src lib libs app apps packages services service modules module internal pkg crates components component server client test tests docs doc dist build bin scripts config public assets index main utils util helpers helper types readme common shared core base controller handler manager factory model models interface impl spec'.split(
    ' ',
  ),
);

/** Words of any brief that are names of things as well. Alone they name no part: "in order to", "over time", "test everything". */
const common =
  'order orders data test tests index main type types user users page pages time times list lists item items';
/** What people say when they ask for an analysis, in English and German. None of it names a part. */
const prose = `
about above across after again against along already although always among analyse analysed analyses analysis analyze analyzed and another answer anything
application architecture architectural area areas around assess assessment because become been before behave behaviour being below best better between both break
breaks bring broken called cannot careful change changed changes changing check checked checks clean clear code codebase come comes complete complex component
concern concerns consider could coupled coupling currently decide deep describe design detail details develop different does done down each easy either else ensure
entire especially evaluate even ever every everything examine example explain far feature features fewer file files find fine first focus folder follow form from
full function functions further general getting give given goes good great grow half hand hard have having health healthy help here high hold holds
how however ideas important improve include inside instead interesting into issue issues itself judge just keep kind know large last later layer layers learn
least leave less level like line lines little live logic look looking looks made maintain make makes many matter matters mean might module modules
more most move much must name names near need needed needs never next nothing often once only open other others ours over overall
package packages part parts people place places please point possible present problem problems product program programme project quality question quick quite rather
ready real really reason refactor related repository result review right risk risks role rough same says scale scaled scaling scope second section
see seem seems separate service services several shall shape should show side simple since single small software some something soon sort source split stable
stand start state still store strong structure structured structures sure system systems take tell than that their them then there these they
thing things think this those three through today together tool tools topic towards tree trust turn under understand understandable unit until upon usable
used uses using very view want wants watch ways well were what when where whether which while whole will with within without word work
working works workspace worse would write wrong year your
aber alle alles analysiere andere anderen architektur auch auf aufbau bereich bereiche beim besser beurteile bewerte bitte code damit dann dass datei dateien deren
dies diese diesem diesen dieser dieses doch durch eine einem einen einer eines einfach einmal etwas ganz ganze ganzen genau geprüft gibt gute haben hier
ihre immer jede jeder jetzt kann kein keine können macht mehr modul muss müssen nach nicht noch nochmal nun oder ohne ordner prüfe
schau schlecht schwer sehr sein seine sich sind soll sollen struktur teil teile über überall und unser unsere unseren unter viel warum weil welche
werden wird wenn wieder wird wollen zwischen`;

export const commonWords: ReadonlySet<string> = new Set(common.split(' '));
export const proseWords: ReadonlySet<string> = new Set(prose.trim().split(/\s+/));

/** Nouns after which, or before which, even a common word names a part: "the orders module", "folder data". */
export const partNouns =
  'area|module|folder|directory|package|service|component|feature|layer|subsystem|domain|bereich|modul|ordner|verzeichnis|paket|dienst';
