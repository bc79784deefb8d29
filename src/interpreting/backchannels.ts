import { primaryLanguage } from '../providers/capabilities.js';
import { wordsOf } from './words.js';

/** What a listener says to show that they follow, and what they say to be given the floor. */
interface ListenerPhrases {
  /** Separated by commas, as are the others. */
  readonly backchannels: string;
  readonly interruptions: string;
}

/** Sounds and loans that every language has. */
const everywhere: ListenerPhrases = {
  backchannels: 'm, hm, m hm, mhm, uh huh, aha, ah, oh, ok, okay, oki',
  interruptions: 'stop, sorry, pardon',
};

/** By primary language subtag. What is a backchannel here says "go on", never "thank you" or "no". */
const byLanguage: Readonly<Record<string, ListenerPhrases>> = {
  en: {
    backchannels:
      'yes, yeah, yep, yup, right, all right, alright, sure, fine, good, great, perfect, exactly, correct, ' +
      'of course, i see, i understand, understood, got it, very well, very good, go on',
    interruptions:
      'no, nope, wait, hold on, hang on, one moment, a moment, one second, a second, excuse me, what, ' +
      'not true, not right, don t understand, didn t understand',
  },
  fr: {
    backchannels:
      'oui, ouais, d accord, bien, très bien, bien sûr, voilà, c est ça, je vois, je comprends, compris, ' +
      'exactement, parfait, entendu, tout à fait, certainement, ah bon, hum',
    interruptions:
      'non, attendez, attends, arrêtez, arrête, un moment, un instant, une seconde, une minute, ' +
      'excusez moi, comment, pas compris, pas vrai',
  },
  de: {
    backchannels:
      'ja, jawohl, jo, genau, klar, alles klar, gut, sehr gut, na gut, in ordnung, verstehe, ich verstehe, ' +
      'verstanden, stimmt, das stimmt, richtig, natürlich, ach so, achso, schön',
    interruptions:
      'nein, nee, halt, stopp, moment, augenblick, sekunde, warten sie, warte, entschuldigung, ' +
      'entschuldigen sie, wie bitte, was, nicht verstanden, stimmt nicht',
  },
  it: {
    backchannels:
      'sì, certo, certamente, va bene, bene, molto bene, esatto, capisco, capito, ho capito, giusto, perfetto, ' +
      'd accordo, chiaro, ecco, già',
    interruptions:
      'no, aspetti, aspetta, un momento, momento, un attimo, attimo, un secondo, scusi, scusa, fermi, fermo, ' +
      'basta, come ha detto, non capisco, non ho capito',
  },
  pt: {
    backchannels:
      'sim, pois, pois é, é, claro, certo, está bem, está bom, tá, tá bem, tá bom, bem, muito bem, isso, exato, ' +
      'exatamente, entendo, entendi, compreendo, percebo, perfeito, com certeza',
    interruptions:
      'não, espere, espera, um momento, momento, um instante, um segundo, desculpe, desculpa, perdão, pare, ' +
      'calma, como disse, como assim',
  },
  ar: {
    backchannels:
      'نعم, أجل, أيوه, ايوا, طيب, تمام, حسنا, صحيح, أكيد, بالطبع, طبعا, فهمت, أفهم, مفهوم, ماشي, موافق, أوكي',
    interruptions: 'لا, كلا, لحظة, انتظر, انتظري, انتظروا, توقف, توقفي, قف, مهلا, عفوا, معذرة, آسف, ماذا',
  },
  gl: {
    backchannels:
      'si, claro, vale, xa, de acordo, ben, moi ben, está ben, entendo, entendido, exacto, perfecto, correcto, ' +
      'iso é, así é, por suposto',
    interruptions:
      'non, agarde, agarda, espere, espera, un momento, momento, un segundo, perdón, perdoe, desculpe, pare, ' +
      'alto, como di',
  },
  es: {
    backchannels:
      'sí, claro, vale, ya, ya veo, de acuerdo, bien, muy bien, está bien, bueno, entiendo, entendido, exacto, ' +
      'perfecto, correcto, cierto, eso, eso es, ajá, por supuesto',
    interruptions:
      'no, espere, espera, un momento, momento, un segundo, perdón, perdone, disculpe, disculpa, pare, alto, ' +
      'basta, oiga, cómo dice, cómo dices',
  },
  ca: {
    backchannels:
      "sí, clar, és clar, val, vale, ja, d'acord, bé, molt bé, està bé, entenc, ho entenc, entesos, exacte, " +
      'perfecte, correcte, i tant',
    interruptions:
      'no, esperi, espera, un moment, moment, un segon, perdó, perdoni, disculpi, pari, aturi, prou, alto, com diu',
  },
  eu: {
    backchannels:
      'bai, baietz, ados, ondo, oso ondo, ongi, oso ongi, noski, jakina, ulertzen dut, ulertu dut, ederki, ' +
      'hori da, horixe, argi dago, vale',
    interruptions:
      'ez, itxaron, itxoin, momentu bat, une bat, segundo bat, barkatu, gelditu, geldi, nola, zer',
  },
  ro: {
    backchannels:
      'da, bine, foarte bine, e bine, sigur, desigur, de acord, în regulă, așa, așa e, așa este, exact, ' +
      'înțeleg, am înțeles, corect, perfect, clar',
    interruptions:
      'nu, stați, stai, așteptați, așteaptă, un moment, moment, o clipă, o secundă, scuzați mă, scuze, ' +
      'mă scuzați, poftim, opriți, opriți vă',
  },
  nl: {
    backchannels:
      'ja, jawel, jazeker, oké, goed, heel goed, is goed, klopt, dat klopt, precies, inderdaad, begrepen, ' +
      'ik begrijp het, ik snap het, natuurlijk, tuurlijk, prima, juist, zeker, duidelijk',
    interruptions:
      'nee, wacht, wachten, moment, momentje, ogenblik, ogenblikje, seconde, wat zegt u, wat, hoezo, ' +
      'neem me niet kwalijk, klopt niet',
  },
};

/** More than this in a row is somebody who wants to be heard. */
const mostInARow = 4;

const patternsEverywhere = patternsOf([everywhere]);
const patterns = new Map(
  Object.entries(byLanguage).map(([language, phrases]) => [language, patternsOf([everywhere, phrases])]),
);

/**
 * Whether a listener's words only show that they follow ("sí, sí, claro", "mm-hm"): nothing for which a rendition
 * has to stop. They are words all the same, and may be the answer to a question.
 *
 * @param language - BCP-47 tag of the text; of a language without a row only sounds such as "mm-hm" are known.
 */
export function isBackchannel(text: string, language: string): boolean {
  return patternsFor(language).backchannel.test(comparable(text));
}

/**
 * Whether a listener's words may yet become a backchannel ("muy", of "muy bien"): they are its beginning, or one and the
 * beginning of another.
 *
 * @param language - BCP-47 tag of the text.
 */
export function beginsBackchannel(text: string, language: string): boolean {
  return patternsFor(language).beginning.test(comparable(text));
}

/**
 * Whether a listener's words ask for the floor however few they are: they say no, wait, stop, or that something was
 * not understood. Never true of a backchannel.
 *
 * @param language - BCP-47 tag of the text.
 */
export function isInterruption(text: string, language: string): boolean {
  return !isBackchannel(text, language) && patternsFor(language).interruption.test(comparable(text));
}

function patternsFor(language: string) {
  return patterns.get(primaryLanguage(language)) ?? patternsEverywhere;
}

function patternsOf(rows: readonly ListenerPhrases[]) {
  const phrasesOf = (lists: readonly string[]) => lists.flatMap((list) => list.split(', ')).map(comparable);
  const backchannels = phrasesOf(rows.map((row) => row.backchannels));
  const backchannel = backchannels.join('|');
  const beginning = backchannels.flatMap(beginningsOf).join('|');
  const interruption = phrasesOf(rows.map((row) => row.interruptions)).join('|');
  return {
    beginning: new RegExp(`^(?:(?:${backchannel}) ){0,${mostInARow - 1}}(?:${beginning})$`, 'u'),
    backchannel: new RegExp(`^(?:(?:${backchannel})(?: |$)){1,${mostInARow}}$`, 'u'),
    interruption: new RegExp(`(?:^| )(?:${interruption})(?: |$)`, 'u'),
  };
}

/** The phrase without its last word, and without the one before, up to its first. */
function beginningsOf(phrase: string): readonly string[] {
  const words = phrase.split(' ');
  return words.slice(1).map((_, index) => words.slice(0, index + 1).join(' '));
}

/** Recognizers write a drawn-out sound with as many letters as they like: "mmm", "sííí". */
function comparable(text: string): string {
  return wordsOf(text)
    .map((word) => word.replace(/(\p{L})\1+/gu, '$1'))
    .join(' ');
}
