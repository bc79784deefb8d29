import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { languageCallers } from '../../bench/language-callers.js';
import type { HeardSegment } from '../../src/interpreting/language/clause-evidence.js';
import {
  createLanguageIdentifier,
  type LanguageIdentifierOptions,
} from '../../src/interpreting/language/language-identifier.js';

const said = (text: string, ...languages: string[]): HeardSegment => ({
  text,
  words: [],
  languages,
  confidence: 0.9,
  isFinal: true,
});
const saying = (text: string, ...languages: string[]) => ({ ...said(text, ...languages), isFinal: false });

const identifierOf = (options: Partial<LanguageIdentifierOptions> = {}) =>
  createLanguageIdentifier({ confidenceThreshold: 0.8, ...options });

/** What is believed after each clause: in capitals where it is locked. */
function beliefs(
  options: Partial<LanguageIdentifierOptions>,
  ...segments: readonly HeardSegment[]
): string[] {
  const identifier = identifierOf(options);
  return segments.map((segment) => {
    const { language, isLocked } = identifier.take(segment);
    return isLocked ? language.toUpperCase() : language;
  });
}

describe('callers in sixteen languages', () => {
  const cases = languageCallers.map((caller) => ({ ...caller, first: caller.clauses[0] ?? '' }));

  test('are many, in every language, and not only from where it is spoken', () => {
    expect(cases.length).toBeGreaterThanOrEqual(60);
    expect(new Set(cases.map((caller) => caller.language)).size).toBe(16);
  });

  test.each(cases)('$language from $number: "$first"', ({ language, number, clauses }) => {
    const locks = beliefs({ number }, ...clauses.map((clause) => said(clause))).filter(
      (belief) => belief === belief.toUpperCase(),
    );
    expect([...new Set(locks)]).toEqual([language.toUpperCase()]);
  });

  test('Spanish, Galician and Portuguese are told apart wherever the number is from', () => {
    const numbers = ['anonymous', '+34986123456', '+34612345678', '+351221234567', '+5511961234567'];
    const neighbors = languageCallers.filter(({ language }) => ['es', 'gl', 'pt'].includes(language));
    const mistakes = neighbors.flatMap(({ language, clauses }) =>
      numbers.flatMap((number) => {
        const believed = beliefs({ number }, ...clauses.map((clause) => said(clause)));
        const locks = believed.filter((belief) => belief === belief.toUpperCase());
        return locks.some((lock) => lock !== language.toUpperCase())
          ? [{ language, number, clauses, believed }]
          : [];
      }),
    );
    expect(mistakes).toEqual([]);
  });

  test('Scenario: the recognizer takes Galician for Spanish, and then for Portuguese', () => {
    const galicians = languageCallers.filter((caller) => caller.language === 'gl');
    for (const mistaken of ['es', 'pt']) {
      for (const { number, clauses } of galicians) {
        const believed = beliefs({ number }, ...clauses.map((clause) => said(clause, mistaken)));
        expect([number, believed.at(-1)]).toEqual([number, 'GL']);
        expect(believed.filter((belief) => belief === mistaken.toUpperCase())).toEqual([]);
      }
    }
  });
});

describe('before the lock', () => {
  test('Scenario: nothing was said yet, and the likeliest language is presumed', () => {
    expect(identifierOf({ number: '+393331234567' }).state).toMatchObject({
      language: 'it',
      isLocked: false,
    });
    expect(identifierOf({ hints: ['nl'] }).state).toMatchObject({ language: 'nl', isLocked: false });
  });

  test('Scenario: names, numbers, and one or two words are no evidence', () => {
    const identifier = identifierOf({ number: '+34612345678' });
    const { state } = identifier;
    const nothing = [
      'Hello.',
      'Hello, yes.',
      'John Fitzgerald Kennedy',
      'Heathrow, Birmingham, Oxford Street',
      'one two three four five six seven eight nine',
      'vierundzwanzig 24 24 24 X7Y',
      '612 34 56 78',
      'no, no, no, no, no',
      '',
      '?!… 🙂',
    ];
    expect(nothing.map((text) => identifier.take(said(text, 'en')))).toEqual(nothing.map(() => state));
  });

  test('Scenario: a sentence that is Galician as well as Portuguese locks neither', () => {
    expect(beliefs({}, said('Quero falar da casa.'))).not.toContain('PT');
    const likely = { number: '+351221234567' };
    const [first, second] = beliefs(
      likely,
      said('para falar da conta da casa'),
      said('e non sei o que teño que facer'),
    );
    expect(first).toBe('pt');
    expect(second).not.toBe('PT');
  });

  test('Scenario: a language without a model is known by the tags alone, after some time', () => {
    const turkish = said(
      'Merhaba, yarın için bir randevu almak istiyorum ama saat kaçta açık bilmiyorum',
      'tr',
    );
    const believed = beliefs({ number: '+34612345678' }, turkish, turkish, turkish, turkish);
    expect(believed[0]).not.toBe('TR');
    expect(believed.at(-1)).toBe('TR');
  });

  test('Scenario: the recognizer tells a language without a model, whose relative has one', () => {
    const slovak = [
      'Dobrý deň, volám preto, že včera som dostal list z banky',
      'a nerozumiem tomu, čo odo mňa chcú',
      'mohli by ste mi prosím povedať, čo mám robiť',
      'pretože ja som ten účet už zaplatil minulý týždeň',
    ].map((clause) => said(clause, 'sk'));
    const believed = beliefs({ number: '+48601234567' }, ...slovak);
    expect(believed).not.toContain('PL');
    expect(believed.at(-1)).toBe('SK');
  });

  test('Scenario: what was badly heard proves less', () => {
    const clause = said('could you tell me where the nearest hospital is', 'en');
    expect(beliefs({}, clause)).toEqual(['EN']);
    expect(beliefs({}, { ...clause, confidence: 0.2 })).toEqual(['en']);
  });

  test('Scenario: nobody tells which language it is, and none that is known by its words', () => {
    const finnish = said('Hei, haluaisin varata ajan lääkärille ensi viikolla jos se vain sopii teille');
    const believed = beliefs({ number: '+34612345678' }, finnish, finnish, finnish, finnish);
    expect(believed.filter((belief) => belief === belief.toUpperCase())).toEqual([]);
  });

  test('Scenario: a hypothesis is restated many times, and counts once', () => {
    const words = 'para mañana';
    const restated = identifierOf();
    for (let times = 0; times < 50; times += 1) restated.take(saying(`${words} por la`));
    expect(restated.take(said('para mañana por la'))).toEqual(
      identifierOf().take(said('para mañana por la')),
    );
  });

  test('Scenario: a long hypothesis is believed before it is final, a short one is not', () => {
    const short = 'Could you tell me';
    expect(beliefs({ number: '+447700900123' }, saying(`${short} w`), said(short))).toEqual(['en', 'EN']);
    expect(beliefs({}, saying('Could you tell me where the nearest hospital is please because'))).toEqual([
      'EN',
    ]);
  });

  test('Scenario: the tags of words count, but not those of names and numbers', () => {
    const word = (text: string, language: string) => ({
      text,
      language,
      startMs: 0,
      endMs: 0,
      confidence: 1,
    });
    const text = 'De la casa a la plaza con Peter Schmidt';
    const segment = (languages: (word: string) => string) => ({
      ...said(text),
      words: text.split(' ').map((each) => word(each, languages(each))),
    });
    const names = identifierOf().take(segment((each) => (/^[PS]/.test(each) ? 'de' : 'es')));
    expect(names).toEqual(identifierOf().take(segment(() => 'es')));
    expect(names).not.toEqual(identifierOf().take(segment(() => 'ca')));
  });
});

describe('after the lock', () => {
  const spanish = { number: '+34612345678', locked: 'es' };
  const english = [
    'I was wondering whether you could help me',
    'my husband does not speak any Spanish',
    'and he would like to know when he can come',
    'because we have to leave on Saturday morning',
    'so it would be better to do it before that',
  ].map((text) => said(text, 'en'));

  test('Scenario: somebody else takes the telephone, and the language follows after several clauses', () => {
    const believed = beliefs(spanish, ...english);
    expect(believed.slice(0, 2)).toEqual(['ES', 'ES']);
    expect(believed.at(-1)).toBe('EN');
  });

  test('Scenario: a sentence in another language now and then changes nothing', () => {
    const own = said('y entonces me dijeron que tenía que volver mañana', 'es');
    const believed = beliefs(spanish, ...english.flatMap((clause) => [clause, own, own]));
    expect(new Set(believed)).toEqual(new Set(['ES']));
  });

  test('Scenario: somebody dictates names and numbers for a long time', () => {
    const dictated = ['James Winterbottom', 'oh two oh seven', 'nine four six', 'Baker Street', 'thank you'];
    const believed = beliefs(
      spanish,
      ...Array.from({ length: 40 }, (_, index) => said(dictated[index % 5] ?? '', 'en')),
    );
    expect(new Set(believed)).toEqual(new Set(['ES']));
  });

  test('Scenario: the recognizer is replaced, and what was locked stays locked', () => {
    expect(identifierOf({ locked: 'pt-BR' }).state).toMatchObject({ language: 'pt', isLocked: true });
  });

  test('Scenario: what is not final changes nothing', () => {
    const identifier = identifierOf(spanish);
    const { state } = identifier;
    for (const clause of english) expect(identifier.take({ ...clause, isFinal: false })).toBe(state);
  });

  test.each([
    ['Perdone, ¿podemos hablar en inglés?', 'EN'],
    ['Can we speak English?', 'EN'],
    ['On peut parler français ?', 'FR'],
    ['هل تتكلم العربية؟', 'AR'],
  ])('Scenario: "%s" counts at once', (request, language) => {
    expect(beliefs(spanish, said(request))).toEqual([language]);
  });

  test('Scenario: somebody asks for a language, and does not speak it in the end', () => {
    const own = said('bueno, da igual, prefiero seguir así como estábamos antes', 'es');
    const believed = beliefs(spanish, said('Can we speak English?', 'en'), own, own, own, own);
    expect([believed[0], believed[1], believed.at(-1)]).toEqual(['EN', 'EN', 'ES']);
  });
});

describe('whatever a vendor sends', () => {
  const segments = fc.record({
    text: fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 80 }),
      fc.constantFrom('de la que no', 'the of and to'),
    ),
    words: fc.array(
      fc.record({
        text: fc.string({ unit: 'grapheme', maxLength: 8 }),
        startMs: fc.constant(0),
        endMs: fc.constant(0),
        confidence: fc.double({ min: 0, max: 1, noNaN: true }),
        language: fc.string({ maxLength: 4 }),
      }),
      { maxLength: 6 },
    ),
    languages: fc.array(
      fc.oneof(fc.string({ maxLength: 5 }), fc.constantFrom('en', 'pt-BR', 'multi', 'xx')),
      {
        maxLength: 2,
      },
    ),
    confidence: fc.double({ min: 0, max: 1, noNaN: true }),
    isFinal: fc.boolean(),
  });

  test('a state is a language and a likelihood, and a lock is never lost', () => {
    fc.assert(
      fc.property(fc.array(segments, { maxLength: 12 }), (heard) => {
        const identifier = identifierOf({ number: 'anonymous', hints: ['es', 'nonsense'] });
        let wasLocked = false;
        for (const segment of heard) {
          const { language, confidence, isLocked } = identifier.take(segment);
          expect(language).toMatch(/^[a-z]{2,}$/);
          expect(confidence).toBeGreaterThan(0);
          expect(confidence).toBeLessThanOrEqual(1);
          if (wasLocked) expect(isLocked).toBe(true);
          wasLocked = isLocked;
        }
      }),
    );
  });

  test('endless new tags are not kept, and the language is still found', () => {
    const identifier = identifierOf();
    const letters = 'abcdefghijklmnopqrstuvwxyz';
    for (const first of letters)
      for (const second of letters) identifier.take(said('mm hm uh la li lo', `${first}${second}`));
    for (let times = 0; times < 6; times += 1)
      identifier.take(said('y entonces me dijeron que tenía que volver mañana', 'es'));
    expect(identifier.state).toMatchObject({ language: 'es', isLocked: true });
  });
});
