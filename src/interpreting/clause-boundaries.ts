import { entitiesOf } from './entities/compare-entities.js';

/** Words that open a new clause, by language. */
const conjunctions: Readonly<Record<string, ReadonlySet<string>>> = {
  en: wordSet('and but because so or which who when if although while since'),
  fr: wordSet('et mais parce car donc ou qui quand si puis alors lorsque'),
  it: wordSet('e ma perché quindi oppure che quando se poi mentre però'),
  pt: wordSet('e mas porque então ou que quando se depois enquanto pois'),
  es: wordSet('y e pero porque entonces o que cuando si después mientras pues'),
  gl: wordSet('e pero porque entón ou que cando se despois mentres pois'),
  ca: wordSet('i però perquè llavors o que quan si després mentre doncs'),
  ro: wordSet('și dar pentru deci sau care când dacă apoi deoarece'),
};

/**
 * Words that say nothing without the next one, by language: prepositions, articles, possessives, conjunctions, and
 * pronouns that stand before their verb. A phrase begins with the first of them and never ends with one.
 */
const leaning: Readonly<Record<string, ReadonlySet<string>>> = {
  en: wordSet(
    `a about after an and any as at because before behind between but by during for from if in into my near no of
     on or our some every another each
     since so than that the their these this those through to until very when where which who with without your his her
     its not i we you he she they it is are was were will would can could should must has have had do does did be`,
  ),
  fr: wordSet(
    `à au aux avant avec car ce ces cet cette chez comme d dans de depuis des dès donc du elle elles en entre est et il
     ils j je l la le les leur leurs lorsque m ma mais me mes mon n ne nos notre nous on ont ou où par pas parce pendant
     plus pour qu quand que qui s sa sans se ses si son sous sur t ta tes ton très tu un une vers vos votre vous`,
  ),
  it: wordSet(
    `a agli ai al all alla alle allo che chi ci col come con d da dai dal dall dalla dalle dallo degli dei del dell della
     delle dello di dopo dove durante e è fino fra gli ha ho i il in io l la le lo lui ma mi mia mio molto negli nei nel
     nell nella nelle nello non nostra nostro o per perché più prima quando quella quello questa questo quindi se senza si
     sua sul sull sulla sulle sullo suo su tra un una uno vi vostra vostro`,
  ),
  pt: wordSet(
    `a à ao aos as às até com como da das de desde do dos e é em entre essa esse esta este eu há já mais mas me meu
     minha muito na nas não no nos nossa nosso num numa o os ou para pela pelas pelo pelos perto por porque quando que se
     sem sobre sua seu também um uma`,
  ),
  es: wordSet(
    `a al ante como con cuando de del desde donde durante e el él en entre es esa ese esta este ha hacia hasta hay he la
     las le les lo los más me mi mis muy ni no nos nuestra nuestro o para pero por porque que se si sin sobre su sus
     también te tu un una unas unos y ya yo`,
  ),
  gl: wordSet(
    `a á ante ao aos as ás ata co coa como con cando da das de desde do dos durante e é en entre esa ese esta este hai
     me meu miña moi na nas no nos nosa noso nun nunha o os ou para pero pola polo por porque que se sen seu sobre súa
     unha un xa non`,
  ),
  ca: wordSet(
    `a al als amb com d de del dels des durant el els em en entre és es fins ha he hi i l la les li m ma me més meu meva
     molt n ni no nostra nostre o on pel pels per perquè però quan que s sa se sense seu seva si sobre un una uns`,
  ),
  ro: wordSet(
    `a al ale am are ca când care că către ce cu cum dar de despre din dintre după e este eu fără în într între la mai
     meu mea ne nu o pe pentru peste prin sau să se spre sub și un unei unui unde va`,
  ),
  de: wordSet(
    `aber als am an auch auf aus bei beim bis da dann das dass dem den der des die diese diesem diesen dieser dieses doch
     durch ein eine einem einen einer eines er es für gegen hinter ich ihr ihre ihrem ihren im in ins ist kein keine mein
     meine meinem meinen meiner mit nach nicht noch ob oder ohne sehr sein seine sie seit über um und uns unser unsere
     unter vom von vor wegen weil wenn wie wir zu zum zur zwischen`,
  ),
  nl: wordSet(
    `aan als bij dat de deze die dit door een en geen het hij ik in is maar met mijn na naar niet of om omdat onder ons
     onze op over te tot uit uw van voor wanneer we wij ze zij zijn zonder`,
  ),
};

/** Whether a word (in lower case, without punctuation) opens a clause in a language (BCP-47). */
export function isConjunction(word: string, language: string): boolean {
  return conjunctions[base(language)]?.has(word) ?? false;
}

/** Whether a word (in lower case, without punctuation) says nothing without the next one. */
export function leansOnNext(word: string, language: string): boolean {
  return leaning[base(language)]?.has(word) ?? false;
}

/** Whether a phrase may begin with a word; one that was drawn together with the next ("d'argent") counts too. */
export function opensPhrase(word: string, language: string): boolean {
  return leansOnNext(word.split(/['’]/u, 1)[0] ?? '', language);
}

/** Whether a word by itself says a number, a date or a code: what stands beside it may belong to it. */
export function saysValue(word: string, language: string): boolean {
  return entitiesOf(word, language).length > 0;
}

function wordSet(words: string): ReadonlySet<string> {
  return new Set(words.split(/\s+/u));
}

function base(tag: string): string {
  return tag.split('-', 1)[0] ?? tag;
}
