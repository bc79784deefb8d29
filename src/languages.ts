import type { IntroductionWording } from '../machines/call/introduction.js';
import { getCountryCallingCode, parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js';

/** What the service says by itself, in one language. Nobody's words but the interpreter's. */
export interface Announcements {
  /** To the client, while the agent's telephone rings. */
  readonly connecting: string;
  /** To the client, behind the notice: so that something of them is heard before anybody answers. */
  readonly invitation: string;
  /** To the client, when no agent could be reached. */
  readonly noAgent: string;
  /** To a party, when the call cannot go on. */
  readonly failure: string;
  /** To the client, when no more calls are taken. */
  readonly busy: string;
  /** To a speaker whose clause was lost, in the third person, as interpreters speak of themselves. */
  readonly repeat: string;
  /** To the other party, when a speaker is asked to repeat what was not understood. */
  readonly askedToRepeat: string;
  /** To the client, in the language that is presumed of them, when no provider serves the one they speak. */
  readonly unsupportedLanguage: string;
}

/** One language that Dragoman speaks. */
export interface Language {
  /** BCP-47. */
  readonly tag: string;
  readonly englishName: string;
  /**
   * ISO 3166-1 countries whose callers most likely speak it. No country stands in two rows. Where several share a
   * calling code, the one that a number of unknown country is taken for comes first.
   */
  readonly countries: readonly CountryCode[];
  readonly announcements: Announcements;
  /** To the agent when they answer; the client does not hear it. */
  readonly introduction: IntroductionWording;
}

/** The languages that Dragoman speaks, one row each. */
export const languages: readonly Language[] = [
  {
    tag: 'en',
    englishName: 'English',
    countries: [
      ...([
        'US',
        'GB',
        'IE',
        'AU',
        'CA',
        'NZ',
        'ZA',
        'NG',
        'GH',
        'KE',
        'UG',
        'ZM',
        'ZW',
        'BW',
        'NA',
        'GM',
      ] as const),
      ...([
        'SL',
        'LR',
        'MW',
        'MT',
        'GI',
        'GG',
        'IM',
        'JE',
        'JM',
        'TT',
        'BB',
        'BS',
        'BZ',
        'GY',
        'BM',
        'KY',
      ] as const),
    ],
    announcements: {
      connecting: 'Thank you for calling. Please stay on the line while you are being connected.',
      invitation: 'In the meantime, please tell the interpreter what you are calling about.',
      noAgent: 'We are sorry, nobody can take your call at the moment. Please call again later.',
      failure: 'We are sorry, the call cannot go on because of a technical problem. Please call again later.',
      busy: 'All our lines are busy at the moment. Please call again in a few minutes.',
      repeat: 'The interpreter could not hear the last sentence. Could you please repeat it?',
      askedToRepeat: 'The interpreter has asked the other party to repeat the last sentence.',
      unsupportedLanguage:
        'Your language cannot be interpreted on this line. Please go on in the language of this message.',
    },
    introduction: {
      known: 'Call in {language}.',
      unknown: 'Call in a language not yet known.',
    },
  },
  {
    tag: 'fr',
    englishName: 'French',
    countries: [
      ...([
        'FR',
        'BE',
        'LU',
        'MC',
        'SN',
        'CI',
        'CM',
        'ML',
        'BF',
        'NE',
        'TG',
        'BJ',
        'GN',
        'GA',
        'CG',
        'CD',
      ] as const),
      ...([
        'CF',
        'MG',
        'HT',
        'DJ',
        'RE',
        'YT',
        'GP',
        'MQ',
        'GF',
        'NC',
        'PF',
        'PM',
        'MF',
        'BL',
        'WF',
      ] as const),
    ],
    announcements: {
      connecting: 'Merci de votre appel. Veuillez rester en ligne, nous vous mettons en relation.',
      invitation: "En attendant, dites à l'interprète ce dont vous avez besoin, s'il vous plaît.",
      noAgent:
        'Nous sommes désolés, personne ne peut répondre à votre appel pour le moment. Veuillez rappeler plus tard.',
      failure:
        "Nous sommes désolés, l'appel ne peut pas se poursuivre en raison d'un problème technique. Veuillez rappeler plus tard.",
      busy: 'Toutes nos lignes sont actuellement occupées. Veuillez rappeler dans quelques minutes.',
      repeat:
        "L'interprète n'a pas pu entendre la dernière phrase. Pouvez-vous la répéter, s'il vous plaît ?",
      askedToRepeat: "L'interprète a demandé à l'autre personne de répéter la dernière phrase.",
      unsupportedLanguage:
        'Votre langue ne peut pas être interprétée sur cette ligne. Veuillez poursuivre dans la langue de ce message.',
    },
    introduction: {
      known: 'Appel en {language}.',
      unknown: 'Appel dans une langue encore inconnue.',
    },
  },
  {
    tag: 'de',
    englishName: 'German',
    countries: ['DE', 'AT', 'CH', 'LI'],
    announcements: {
      connecting: 'Vielen Dank für Ihren Anruf. Bitte bleiben Sie am Apparat, Sie werden verbunden.',
      invitation: 'Bitte sagen Sie dem Dolmetscher in der Zwischenzeit, worum es geht.',
      noAgent:
        'Es tut uns leid, im Moment kann niemand Ihren Anruf entgegennehmen. Bitte rufen Sie später noch einmal an.',
      failure:
        'Es tut uns leid, das Gespräch kann wegen einer technischen Störung nicht fortgesetzt werden. Bitte rufen Sie später noch einmal an.',
      busy: 'Zurzeit sind alle unsere Leitungen besetzt. Bitte rufen Sie in einigen Minuten noch einmal an.',
      repeat: 'Der Dolmetscher konnte den letzten Satz nicht verstehen. Könnten Sie ihn bitte wiederholen?',
      askedToRepeat: 'Der Dolmetscher hat die andere Seite gebeten, den letzten Satz zu wiederholen.',
      unsupportedLanguage:
        'Ihre Sprache kann auf dieser Leitung nicht gedolmetscht werden. Bitte sprechen Sie in der Sprache dieser Ansage weiter.',
    },
    introduction: {
      known: 'Anruf auf {language}.',
      unknown: 'Anruf in einer noch unbekannten Sprache.',
    },
  },
  {
    tag: 'it',
    englishName: 'Italian',
    countries: ['IT', 'SM', 'VA'],
    announcements: {
      connecting:
        'Grazie per aver chiamato. Resti in linea, per favore, la stiamo mettendo in comunicazione.',
      invitation: "Nel frattempo dica all'interprete di che cosa ha bisogno, per favore.",
      noAgent:
        'Siamo spiacenti, al momento nessuno può rispondere alla sua chiamata. La preghiamo di richiamare più tardi.',
      failure:
        'Siamo spiacenti, la chiamata non può proseguire a causa di un problema tecnico. La preghiamo di richiamare più tardi.',
      busy: 'Al momento tutte le nostre linee sono occupate. La preghiamo di richiamare tra qualche minuto.',
      repeat: "L'interprete non è riuscito a sentire l'ultima frase. Può ripeterla, per favore?",
      askedToRepeat: "L'interprete ha chiesto all'altra persona di ripetere l'ultima frase.",
      unsupportedLanguage:
        'La sua lingua non può essere interpretata su questa linea. La preghiamo di continuare nella lingua di questo messaggio.',
    },
    introduction: {
      known: 'Chiamata in {language}.',
      unknown: 'Chiamata in una lingua ancora sconosciuta.',
    },
  },
  {
    tag: 'pt',
    englishName: 'Portuguese',
    countries: ['PT', 'BR', 'AO', 'MZ', 'CV', 'GW', 'ST', 'TL'],
    announcements: {
      connecting: 'Agradecemos a sua chamada. Por favor, aguarde em linha enquanto transferimos a ligação.',
      invitation: 'Entretanto, por favor, diga ao intérprete de que precisa.',
      noAgent: 'Lamentamos, neste momento ninguém pode atender a sua chamada. Por favor, ligue mais tarde.',
      failure:
        'Lamentamos, a chamada não pode continuar devido a um problema técnico. Por favor, ligue mais tarde.',
      busy: 'Neste momento, todas as nossas linhas estão ocupadas. Por favor, volte a ligar dentro de alguns minutos.',
      repeat: 'O intérprete não conseguiu ouvir a última frase. Pode repeti-la, por favor?',
      askedToRepeat: 'O intérprete pediu à outra pessoa que repetisse a última frase.',
      unsupportedLanguage:
        'O seu idioma não pode ser interpretado nesta linha. Por favor, continue no idioma desta mensagem.',
    },
    introduction: {
      known: 'Chamada em {language}.',
      unknown: 'Chamada num idioma ainda desconhecido.',
    },
  },
  {
    tag: 'ar',
    englishName: 'Arabic',
    countries: [
      ...(['MA', 'DZ', 'TN', 'LY', 'EG', 'SD', 'MR', 'SA', 'AE', 'QA', 'KW'] as const),
      ...(['BH', 'OM', 'YE', 'IQ', 'SY', 'LB', 'JO', 'PS', 'EH'] as const),
    ],
    announcements: {
      connecting: 'شكرًا لاتصالكم. يُرجى البقاء على الخط، جارٍ تحويل مكالمتكم.',
      invitation: 'في هذه الأثناء، يُرجى إخبار المترجم بما تحتاجون إليه.',
      noAgent: 'نعتذر، لا يوجد من يمكنه الرد على مكالمتكم في الوقت الحالي. يُرجى معاودة الاتصال لاحقًا.',
      failure: 'نعتذر، لا يمكن متابعة المكالمة بسبب مشكلة تقنية. يُرجى معاودة الاتصال لاحقًا.',
      busy: 'جميع خطوطنا مشغولة حاليًا. يُرجى معاودة الاتصال بعد بضع دقائق.',
      repeat: 'لم يتمكن المترجم من سماع الجملة الأخيرة. هل يمكنكم تكرارها من فضلكم؟',
      askedToRepeat: 'طلب المترجم من الطرف الآخر تكرار الجملة الأخيرة.',
      unsupportedLanguage: 'لا يمكن ترجمة لغتكم على هذا الخط. يُرجى المتابعة بلغة هذه الرسالة.',
    },
    introduction: {
      known: 'مكالمة باللغة {language}.',
      unknown: 'مكالمة بلغة غير معروفة بعد.',
    },
  },
  {
    tag: 'gl',
    englishName: 'Galician',
    countries: [],
    announcements: {
      connecting: 'Grazas pola súa chamada. Non colgue, por favor, estámoslle pasando a chamada.',
      invitation: 'Mentres tanto, por favor, dígalle ao intérprete o que necesita.',
      noAgent:
        'Sentímolo, neste momento ninguén pode atender a súa chamada. Por favor, volva chamar máis tarde.',
      failure:
        'Sentímolo, a chamada non pode continuar por un problema técnico. Por favor, volva chamar máis tarde.',
      busy: 'Neste momento todas as nosas liñas están ocupadas. Por favor, volva chamar dentro duns minutos.',
      repeat: 'O intérprete non puido oír a última frase. Pode repetila, por favor?',
      askedToRepeat: 'O intérprete pediulle á outra persoa que repita a última frase.',
      unsupportedLanguage:
        'O seu idioma non se pode interpretar nesta liña. Por favor, continúe no idioma desta mensaxe.',
    },
    introduction: {
      known: 'Chamada en {language}.',
      unknown: 'Chamada nun idioma aínda descoñecido.',
    },
  },
  {
    tag: 'es',
    englishName: 'Spanish',
    countries: [
      ...(['ES', 'MX', 'AR', 'CO', 'PE', 'VE', 'CL', 'EC', 'GT', 'CU', 'BO'] as const),
      ...(['DO', 'HN', 'PY', 'SV', 'NI', 'CR', 'PA', 'UY', 'PR', 'GQ'] as const),
    ],
    announcements: {
      connecting: 'Gracias por su llamada. No cuelgue, por favor, le estamos pasando la llamada.',
      invitation: 'Mientras tanto, por favor, dígale al intérprete qué necesita.',
      noAgent:
        'Lo sentimos, en este momento nadie puede atender su llamada. Por favor, vuelva a llamar más tarde.',
      failure:
        'Lo sentimos, la llamada no puede continuar por un problema técnico. Por favor, vuelva a llamar más tarde.',
      busy: 'En este momento todas nuestras líneas están ocupadas. Por favor, vuelva a llamar dentro de unos minutos.',
      repeat: 'El intérprete no ha podido oír la última frase. ¿Puede repetirla, por favor?',
      askedToRepeat: 'El intérprete ha pedido a la otra persona que repita la última frase.',
      unsupportedLanguage:
        'Su idioma no se puede interpretar en esta línea. Por favor, continúe en el idioma de este mensaje.',
    },
    introduction: {
      known: 'Llamada en {language}.',
      unknown: 'Llamada en un idioma aún desconocido.',
    },
  },
  {
    tag: 'ca',
    englishName: 'Catalan',
    countries: ['AD'],
    announcements: {
      connecting: 'Gràcies per la seva trucada. No pengi, si us plau, li estem passant la trucada.',
      invitation: "Mentrestant, si us plau, digui a l'intèrpret què necessita.",
      noAgent:
        'Ho sentim, en aquest moment ningú no pot atendre la seva trucada. Si us plau, torni a trucar més tard.',
      failure:
        'Ho sentim, la trucada no pot continuar per un problema tècnic. Si us plau, torni a trucar més tard.',
      busy: "En aquest moment totes les nostres línies estan ocupades. Si us plau, torni a trucar d'aquí a uns minuts.",
      repeat: "L'intèrpret no ha pogut sentir l'última frase. La pot repetir, si us plau?",
      askedToRepeat: "L'intèrpret ha demanat a l'altra persona que repeteixi l'última frase.",
      unsupportedLanguage:
        "El seu idioma no es pot interpretar en aquesta línia. Si us plau, continuï en l'idioma d'aquest missatge.",
    },
    introduction: {
      known: 'Trucada en {language}.',
      unknown: 'Trucada en un idioma encara desconegut.',
    },
  },
  {
    tag: 'eu',
    englishName: 'Basque',
    countries: [],
    announcements: {
      connecting: 'Eskerrik asko deitzeagatik. Ez eskegi, mesedez, zure deia pasatzen ari gara.',
      invitation: 'Bitartean, esan interpreteari zer behar duzun, mesedez.',
      noAgent: 'Sentitzen dugu, une honetan inork ezin du zure deia hartu. Mesedez, deitu berriro geroago.',
      failure:
        'Sentitzen dugu, deiak ezin du jarraitu arazo tekniko bat dela eta. Mesedez, deitu berriro geroago.',
      busy: 'Une honetan gure linea guztiak okupatuta daude. Mesedez, deitu berriro minutu batzuk barru.',
      repeat: 'Interpreteak ezin izan du azken esaldia entzun. Errepika dezakezu, mesedez?',
      askedToRepeat: 'Interpreteak besteari azken esaldia errepikatzeko eskatu dio.',
      unsupportedLanguage:
        'Zure hizkuntza ezin da linea honetan interpretatu. Mesedez, jarraitu mezu honen hizkuntzan.',
    },
    introduction: {
      known: 'Deiaren hizkuntza: {language}.',
      unknown: 'Deiaren hizkuntza oraindik ez da ezagutzen.',
    },
  },
  {
    tag: 'ro',
    englishName: 'Romanian',
    countries: ['RO', 'MD'],
    announcements: {
      connecting: 'Vă mulțumim pentru apel. Vă rugăm să rămâneți pe fir, vi se face legătura.',
      invitation: 'Între timp, vă rugăm să îi spuneți interpretului de ce aveți nevoie.',
      noAgent:
        'Ne pare rău, în acest moment nimeni nu vă poate prelua apelul. Vă rugăm să sunați din nou mai târziu.',
      failure:
        'Ne pare rău, convorbirea nu poate continua din cauza unei probleme tehnice. Vă rugăm să sunați din nou mai târziu.',
      busy: 'În acest moment, toate liniile noastre sunt ocupate. Vă rugăm să sunați din nou peste câteva minute.',
      repeat: 'Interpretul nu a putut auzi ultima propoziție. O puteți repeta, vă rog?',
      askedToRepeat: 'Interpretul a rugat cealaltă persoană să repete ultima propoziție.',
      unsupportedLanguage:
        'Limba dumneavoastră nu poate fi interpretată pe această linie. Vă rugăm să continuați în limba acestui mesaj.',
    },
    introduction: {
      known: 'Apel în {language}.',
      unknown: 'Apel într-o limbă încă necunoscută.',
    },
  },
  {
    tag: 'nl',
    englishName: 'Dutch',
    countries: ['NL', 'SR', 'CW', 'AW', 'BQ', 'SX'],
    announcements: {
      connecting: 'Bedankt voor het bellen. Blijft u alstublieft aan de lijn, u wordt doorverbonden.',
      invitation: 'Vertelt u de tolk intussen alstublieft waarvoor u belt.',
      noAgent:
        'Het spijt ons, op dit moment kan niemand uw gesprek aannemen. Belt u alstublieft later nog eens.',
      failure:
        'Het spijt ons, het gesprek kan door een technisch probleem niet worden voortgezet. Belt u alstublieft later nog eens.',
      busy: 'Op dit moment zijn al onze lijnen bezet. Belt u alstublieft over enkele minuten nog eens.',
      repeat: 'De tolk heeft de laatste zin niet kunnen horen. Kunt u die herhalen, alstublieft?',
      askedToRepeat: 'De tolk heeft de ander gevraagd de laatste zin te herhalen.',
      unsupportedLanguage:
        'Uw taal kan op deze lijn niet worden getolkt. Gaat u alstublieft verder in de taal van dit bericht.',
    },
    introduction: {
      known: 'Gesprek in het {language}.',
      unknown: 'Gesprek in een nog onbekende taal.',
    },
  },
];

/** Tags of the languages, in the table's order. */
export const languageTags: readonly string[] = languages.map((language) => language.tag);

const languageByTag = new Map(languages.map((language) => [language.tag, language]));

/** A primary subtag, in lower case as BCP-47 writes it, with whatever makes it a variety. */
const tagPattern = /^([a-z]{2,3})(?:-[A-Za-z0-9]{1,8})*$/;

/** The row of a BCP-47 tag: its own, or that of the language it is a variety of (`pt` for `pt-BR`). */
export function languageOf(tag: string): Language | undefined {
  const primary = tagPattern.exec(tag)?.[1];
  return primary === undefined ? undefined : languageByTag.get(primary);
}

/** Whether a BCP-47 tag is of a language in the table, or of a variety of one. */
export function isLanguage(tag: string): boolean {
  return languageOf(tag) !== undefined;
}

/**
 * The language that a caller most likely speaks, by the country of the number.
 *
 * @param number - E.164, or whatever the network gave instead ("anonymous").
 * @param fallbackTag - the answer for a number that says nothing, or a country of which no row tells.
 */
export function languageOfNumber(number: string, fallbackTag: string): string {
  const parsed = parsePhoneNumberFromString(number);
  if (parsed === undefined) return fallbackTag;
  const { country, countryCallingCode } = parsed;
  const isFrom = (candidate: CountryCode) =>
    country === undefined ? getCountryCallingCode(candidate) === countryCallingCode : candidate === country;
  return languages.find((language) => language.countries.some(isFrom))?.tag ?? fallbackTag;
}
