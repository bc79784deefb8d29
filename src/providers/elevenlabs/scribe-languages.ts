import { primaryLanguage } from '../capabilities.js';

/**
 * What Scribe v2 recognizes, as ElevenLabs lists it: ISO 639-1 code and the 639-3 code that its answers may hold.
 * Galician is in the list, Basque is not.
 */
const codes =
  'af:afr am:amh ar:ara hy:hye as:asm az:aze be:bel bn:ben bs:bos bg:bul my:mya ca:cat ny:nya hr:hrv cs:ces da:dan ' +
  'nl:nld en:eng et:est tl:fil fi:fin fr:fra ff:ful gl:glg lg:lug ka:kat de:deu el:ell gu:guj ha:hau he:heb hi:hin ' +
  'hu:hun is:isl ig:ibo id:ind ga:gle it:ita ja:jpn jv:jav kn:kan kk:kaz km:khm ko:kor ku:kur ky:kir lo:lao lv:lav ' +
  'ln:lin lt:lit lb:ltz mk:mkd ms:msa ml:mal mt:mlt zh:zho mi:mri mr:mar mn:mon ne:nep no:nor oc:oci or:ori ps:pus ' +
  'fa:fas pl:pol pt:por pa:pan ro:ron ru:rus sr:srp sn:sna sd:snd sk:slk sl:slv so:som es:spa sw:swa sv:swe ta:tam ' +
  'tg:tgk te:tel th:tha tr:tur uk:ukr ur:urd uz:uzb vi:vie cy:cym wo:wol xh:xho zu:zul';

const tagByLongCode: ReadonlyMap<string, string> = new Map(
  codes.split(' ').map((pair) => [pair.slice(3), pair.slice(0, 2)]),
);

/** BCP-47 tags of what Scribe v2 recognizes. */
export const scribeLanguages: ReadonlySet<string> = new Set(tagByLongCode.values());

/** The BCP-47 tag of a `language_code`, which comes in either form; undefined for one that is not in the list. */
export function tagOfScribeCode(code: string): string | undefined {
  const primary = primaryLanguage(code.toLowerCase());
  return tagByLongCode.get(primary) ?? (scribeLanguages.has(primary) ? primary : undefined);
}
