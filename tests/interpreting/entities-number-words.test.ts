import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { entitiesOf } from '../../src/interpreting/entities/compare-entities.js';

type Speller = (value: number) => string;

const list = (words: string) => words.split(' ');

/** Spells thousands with what comes before and behind them. */
function withThousands(options: {
  readonly hundreds: Speller;
  readonly one: string;
  readonly many: (count: string, value: number) => string;
  readonly join: (thousands: string, rest: string, value: number) => string;
}): Speller {
  return (value) => {
    const [thousands, rest] = [Math.floor(value / 1000), value % 1000];
    if (thousands === 0) return options.hundreds(rest);
    const head = thousands === 1 ? options.one : options.many(options.hundreds(thousands), thousands);
    return rest === 0 ? head : options.join(head, options.hundreds(rest), rest);
  };
}

const spaced = (head: string, rest: string) => `${head} ${rest}`;
const together = (head: string, rest: string) => head + rest;

function english(): Speller {
  const units = list(
    'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen',
  );
  const tens = list('- - twenty thirty forty fifty sixty seventy eighty ninety');
  const small: Speller = (value) => {
    if (value < 20) return units[value] ?? '';
    const unit = value % 10;
    return `${tens[Math.floor(value / 10)] ?? ''}${unit === 0 ? '' : `-${units[unit] ?? ''}`}`;
  };
  const hundreds: Speller = (value) => {
    if (value < 100) return small(value);
    const rest = value % 100;
    return `${units[Math.floor(value / 100)] ?? ''} hundred${rest === 0 ? '' : ` and ${small(rest)}`}`;
  };
  return withThousands({
    hundreds,
    one: 'one thousand',
    many: (count) => `${count} thousand`,
    join: (head, rest, value) => (value < 100 ? `${head} and ${rest}` : `${head} ${rest}`),
  });
}

interface Iberian {
  readonly units: string;
  readonly tens: string;
  readonly hundreds: string;
  readonly and: string;
  readonly hundred: string;
  /** Whether "and" also stands behind hundreds. */
  readonly andBehindHundreds: boolean;
}

function iberian({ units, tens, hundreds, and, hundred, andBehindHundreds }: Iberian): Speller {
  const [unitWords, tenWords, hundredWords] = [list(units), list(tens), list(hundreds)];
  const small: Speller = (value) => {
    const word = unitWords[value];
    if (word !== undefined) return word;
    const unit = value % 10;
    const ten = tenWords[Math.floor(value / 10)] ?? '';
    return unit === 0 ? ten : `${ten} ${and} ${unitWords[unit] ?? ''}`;
  };
  const upToThousand: Speller = (value) => {
    if (value < 100) return small(value);
    if (value === 100) return hundred;
    const rest = value % 100;
    const head = hundredWords[Math.floor(value / 100)] ?? '';
    return rest === 0 ? head : `${head} ${andBehindHundreds ? `${and} ` : ''}${small(rest)}`;
  };
  return withThousands({
    hundreds: upToThousand,
    one: 'mil',
    many: (count) => `${count} mil`,
    join: (head, rest, value) =>
      andBehindHundreds && (value < 100 || value % 100 === 0) ? `${head} ${and} ${rest}` : `${head} ${rest}`,
  });
}

function french(seventy: 'soixante-dix' | 'septante'): Speller {
  const units = list(
    'zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept dix-huit dix-neuf',
  );
  const tens = list(`- - vingt trente quarante cinquante soixante ${seventy} quatre-vingt`);
  const small: Speller = (value) => {
    if (value < 20) return units[value] ?? '';
    const isSwiss = seventy === 'septante';
    const ten = Math.floor(value / 10);
    if (!isSwiss && ten === 7)
      return value === 71 ? 'soixante et onze' : `soixante-${units[value - 60] ?? ''}`;
    if (ten === 9 && isSwiss) return value === 90 ? 'nonante' : `nonante-${units[value - 90] ?? ''}`;
    if (ten >= 8) return value === 80 ? 'quatre-vingts' : `quatre-vingt-${units[value - 80] ?? ''}`;
    const unit = value % 10;
    if (unit === 0) return tens[ten] ?? '';
    return unit === 1 ? `${tens[ten] ?? ''} et un` : `${tens[ten] ?? ''}-${units[unit] ?? ''}`;
  };
  const hundreds: Speller = (value) => {
    const [count, rest] = [Math.floor(value / 100), value % 100];
    if (count === 0) return small(rest);
    const head = count === 1 ? 'cent' : `${units[count] ?? ''} cent${rest === 0 ? 's' : ''}`;
    return rest === 0 ? head : `${head} ${small(rest)}`;
  };
  return withThousands({
    hundreds,
    one: 'mille',
    many: (count) => `${count.replace(/(cent|vingt)s$/, '$1')} mille`,
    join: spaced,
  });
}

interface Germanic {
  readonly units: string;
  readonly tens: string;
  readonly and: string;
  readonly hundred: string;
  readonly thousand: string;
}

/** Units before tens, all in one word. */
function germanic({ units, tens, and, hundred, thousand }: Germanic): Speller {
  const [unitWords, tenWords] = [list(units), list(tens)];
  const counting: Speller = (value) => (value === 1 ? 'ein' : (unitWords[value] ?? ''));
  const small: Speller = (value) => {
    if (value < 20) return unitWords[value] ?? '';
    const ten = tenWords[Math.floor(value / 10)] ?? '';
    return value % 10 === 0 ? ten : `${counting(value % 10)}${and}${ten}`;
  };
  const hundreds: Speller = (value) => {
    if (value < 100) return small(value);
    const rest = value % 100;
    return `${counting(Math.floor(value / 100))}${hundred}${rest === 0 ? '' : small(rest)}`;
  };
  return withThousands({
    hundreds,
    one: `ein${thousand}`,
    many: (count) => `${count.replace(/eins$/, 'ein')}${thousand}`,
    join: together,
  });
}

function italian(): Speller {
  const units = list(
    'zero uno due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici quindici sedici diciassette diciotto diciannove',
  );
  const tens = list('- - venti trenta quaranta cinquanta sessanta settanta ottanta novanta');
  const small: Speller = (value) => {
    if (value < 20) return units[value] ?? '';
    const [ten, unit] = [tens[Math.floor(value / 10)] ?? '', value % 10];
    if (unit === 0) return ten;
    if (unit === 3) return `${ten}tré`;
    return (unit === 1 || unit === 8 ? ten.slice(0, -1) : ten) + (units[unit] ?? '');
  };
  const hundreds: Speller = (value) => {
    if (value < 100) return small(value);
    const [count, rest] = [Math.floor(value / 100), value % 100];
    const head = `${count === 1 ? '' : (units[count] ?? '')}cento`;
    if (rest === 0) return head;
    return (rest === 8 || (rest >= 80 && rest < 90) ? head.slice(0, -1) : head) + small(rest);
  };
  return withThousands({ hundreds, one: 'mille', many: (count) => `${count}mila`, join: together });
}

/** With the numbers whose words are mostly something else, and no value by themselves. */
const spellers: readonly (readonly [
  language: string,
  variety: string,
  spell: Speller,
  otherWords: readonly number[],
])[] = [
  ['en', 'English', english(), [1]],
  [
    'es',
    'Spanish',
    iberian({
      units:
        'cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete dieciocho diecinueve veinte veintiuno veintidós veintitrés veinticuatro veinticinco veintiséis veintisiete veintiocho veintinueve',
      tens: '- - - treinta cuarenta cincuenta sesenta setenta ochenta noventa',
      hundreds:
        '- ciento doscientos trescientos cuatrocientos quinientos seiscientos setecientos ochocientos novecientos',
      and: 'y',
      hundred: 'cien',
      andBehindHundreds: false,
    }),
    [],
  ],
  [
    'pt',
    'Portuguese',
    iberian({
      units:
        'zero um dois três quatro cinco seis sete oito nove dez onze doze treze catorze quinze dezasseis dezassete dezoito dezanove',
      tens: '- - vinte trinta quarenta cinquenta sessenta setenta oitenta noventa',
      hundreds:
        '- cento duzentos trezentos quatrocentos quinhentos seiscentos setecentos oitocentos novecentos',
      and: 'e',
      hundred: 'cem',
      andBehindHundreds: true,
    }),
    [1],
  ],
  [
    'gl',
    'Galician',
    iberian({
      units:
        'cero un dous tres catro cinco seis sete oito nove dez once doce trece catorce quince dezaseis dezasete dezaoito dezanove',
      tens: '- - vinte trinta corenta cincuenta sesenta setenta oitenta noventa',
      hundreds:
        '- cento douscentos trescentos catrocentos cincocentos seiscentos setecentos oitocentos novecentos',
      and: 'e',
      hundred: 'cen',
      andBehindHundreds: false,
    }),
    [1],
  ],
  ['fr', 'French', french('soixante-dix'), [1, 9]],
  ['fr', 'Swiss French', french('septante'), [1, 9]],
  [
    'de',
    'German',
    germanic({
      units:
        'null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn',
      tens: '- - zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig',
      and: 'und',
      hundred: 'hundert',
      thousand: 'tausend',
    }),
    [],
  ],
  ['it', 'Italian', italian(), [6]],
];

describe('number words', () => {
  test.each(spellers)(
    '%s: every number up to a million is read as it is spelled in %s',
    (language, _, spell, otherWords) => {
      fc.assert(
        fc.property(fc.integer({ min: 0, max: 999_999 }), (value) => {
          const expected = otherWords.includes(value) ? [] : [{ kind: 'number', value: String(value) }];
          expect(entitiesOf(`x ${spell(value)} x`, language)).toEqual(expected);
        }),
        { numRuns: 300 },
      );
    },
  );

  test.each(spellers)(
    '%s: so are the first two thousand, all of them, in %s',
    (language, _, spell, otherWords) => {
      const values = Array.from({ length: 2000 }, (_value, index) => index).filter(
        (value) => !otherWords.includes(value),
      );
      const read = values.flatMap((value) => entitiesOf(spell(value), language));
      expect(read).toEqual(values.map((value) => ({ kind: 'number', value: String(value) })));
    },
  );

  test.each([
    ['ca', 'tres-cents vint-i-dos', '322'],
    ['ca', 'mil nou-cents noranta', '1990'],
    ['ro', 'douăzeci și trei de mii cinci sute', '23500'],
    ['ro', 'două sute patruzeci și unu', '241'],
    ['nl', 'tweeëndertigduizend vierhonderdzesenvijftig', '32456'],
    ['nl', 'negenennegentig', '99'],
    ['es', 'mil doscientos millones', '1200000000'],
    ['es', '2,5 millones', '2500000'],
    ['en', 'nineteen hundred', '1900'],
    ['en', 'two dozen', '24'],
    ['de', 'neunzehnhundertvierundachtzig', '1984'],
    ['de', 'zweieinhalb', '2.5'],
    ['fr', 'huitante-quatre', '84'],
    ['it', "cinquant'anni", '50'],
  ])('%s: "%s" is %s', (language, text, value) => {
    expect(entitiesOf(text, language)).toEqual([expect.objectContaining({ kind: 'number', value })]);
  });
});
