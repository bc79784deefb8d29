import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createClauseCommitter, type CommitCircumstances } from '../../src/interpreting/clause-committer.js';
import { commitPolicy } from '../../src/interpreting/commit-policy.js';
import type { RecognizedWord, RecognizerEvent } from '../../src/providers/recognizer.js';

const simultaneous = commitPolicy('fr', 'es', 'simultaneous');
const eager = { language: 'fr', policy: { ...simultaneous, patienceMs: 0 } };
const whole = { language: 'fr', policy: commitPolicy('fr', 'es', 'consecutive') };

/** Words of 300 ms, one behind the other; a `|` is a pause of 500 ms. */
function spoken(text: string, startMs = 0): RecognizedWord[] {
  const words: RecognizedWord[] = [];
  let at = startMs;
  for (const token of text.split(' ')) {
    if (token === '|') {
      at += 500;
      continue;
    }
    words.push({ text: token, startMs: at, endMs: at + 300, confidence: 0.9 });
    at += 300;
  }
  return words;
}

function hypothesis(
  text: string,
  { isFinal = false, endsUtterance = false, startMs = 0, language = 'fr' } = {},
): RecognizerEvent {
  const words = spoken(text, startMs);
  return {
    type: 'hypothesis',
    isFinal,
    endsUtterance,
    text,
    words,
    confidence: 0.9,
    languages: [language],
    startMs,
    endMs: words.at(-1)?.endMs ?? startMs,
  };
}

const ended: RecognizerEvent = { type: 'utterance.ended', endMs: 0 };

function committed(events: readonly RecognizerEvent[], circumstances: CommitCircumstances = eager): string[] {
  const committer = createClauseCommitter();
  return events.flatMap((event) => committer.take(event, circumstances)).map((commit) => commit.text);
}

describe('clause committer', () => {
  test('Scenario: the speaker goes on, and the first clause is committed when two hypotheses agree on it', () => {
    const committer = createClauseCommitter();
    expect(committer.take(hypothesis("J'ai reçu ma facture hier,"), eager)).toEqual([]);
    expect(committer.take(hypothesis("J'ai reçu ma facture hier, et"), eager)).toEqual([
      {
        text: "J'ai reçu ma facture hier,",
        language: 'fr',
        confidence: 0.9,
        endsUtterance: false,
        startMs: 0,
        endMs: 1500,
      },
    ]);
    expect(
      committer.take(hypothesis("J'ai reçu ma facture hier, et maintenant", { isFinal: true }), eager),
    ).toEqual([]);
    expect(committer.take(ended, eager)).toEqual([
      {
        text: 'et maintenant',
        language: 'fr',
        confidence: 0.9,
        endsUtterance: true,
        startMs: 1500,
        endMs: 2100,
      },
    ]);
  });

  test('Scenario: a speaker pauses for breath again and again: only the beginning of the turn waits', () => {
    const events = [
      hypothesis('Voilà ma question :', { isFinal: true, endsUtterance: true }),
      hypothesis('le colis est arrivé', { startMs: 1400 }),
      hypothesis('le colis est arrivé hier', { startMs: 1400 }),
      hypothesis('le colis est arrivé hier et', { startMs: 1400 }),
    ];
    const impatient = { ...eager, policy: { ...simultaneous, patienceMs: 2000 } };
    expect(committed(events, impatient)).toEqual(['Voilà ma question :', 'le colis est arrivé']);
    const first = committed(events.slice(1), impatient);
    expect(first).toEqual([]);
  });

  test('Scenario: the pause comes with the last words: they are one clause, and not two', () => {
    const events = [
      hypothesis('Je vous appelle pour ma facture, elle est fausse', { isFinal: true, endsUtterance: true }),
      ended,
    ];
    expect(committed(events)).toEqual(['Je vous appelle pour ma facture, elle est fausse']);
  });

  test('what is still being revised is not committed', () => {
    expect(
      committed([
        hypothesis('Je voudrais un rendez-vous demain.'),
        hypothesis('Je voulais un rendez-vous demain. Le'),
        hypothesis('Je voudrais un rendez-vous demain. Le matin'),
      ]),
    ).toEqual([]);
  });

  test('a clause ends before a conjunction, and at a pause', () => {
    const text = 'Le colis est arrivé hier mais il était';
    expect(committed([hypothesis(text), hypothesis(text)])).toEqual([
      'Le colis est arrivé hier',
      'mais il était',
    ]);
    const paused = 'Le colis est arrivé hier | tout ouvert';
    expect(committed([hypothesis(paused), hypothesis(paused)])).toEqual(['Le colis est arrivé hier']);
  });

  test('German waits for its verb: no clause ends before a conjunction', () => {
    const german = { language: 'de', policy: { ...commitPolicy('de', 'es', 'simultaneous'), patienceMs: 0 } };
    const text = 'Sie haben gestern nichts und es war';
    const events = [hypothesis(text, { language: 'de' }), hypothesis(text, { language: 'de' })];
    expect(committed(events, german)).toEqual([]);
    expect(committed(events, { ...german, policy: eager.policy })).toEqual([
      'Sie haben gestern',
      'nichts und es war',
    ]);
  });

  test('Scenario: a speaker never pauses, and clauses end where phrases do', () => {
    const text = "je vous appelle parce que mon fils a perdu sa carte dans le train d'hier matin";
    expect(committed([hypothesis(text), hypothesis(text)])).toEqual([
      'je vous appelle',
      'parce que mon fils',
      'a perdu sa carte',
      'dans le train',
    ]);
  });

  test('Scenario: little is left of a clause that was cut; it is not kept for half of the next one', () => {
    const cut = 'vous devez me payer la';
    const left = 'vous devez me payer la réparation, quand votre technicien';
    expect(committed([hypothesis(cut), hypothesis(cut), hypothesis(left), hypothesis(left)])).toEqual([
      'vous devez me payer',
      'la réparation,',
      'quand votre technicien',
    ]);
    const paused = 'vous devez me payer la réparation | quand votre technicien';
    expect(committed([hypothesis(cut), hypothesis(cut), hypothesis(paused), hypothesis(paused)])).toEqual([
      'vous devez me payer',
      'la réparation',
      'quand votre technicien',
    ]);
  });

  test('a clause that is known to its end is kept whole, though phrases begin in it', () => {
    const text = 'il attend dans la rue, parce que';
    expect(committed([hypothesis(text), hypothesis(text)])).toEqual(['il attend dans la rue,']);
    const long = 'il attend encore dans la petite rue, parce que';
    expect(committed([hypothesis(long), hypothesis(long)])).toEqual([
      'il attend encore',
      'dans la petite rue,',
    ]);
  });

  test('where no phrase begins a clause ends behind a word that does not need the next one', () => {
    const text = 'des paquets verts rouges jaunes bleus gris blancs';
    expect(committed([hypothesis(text), hypothesis(text)])).toEqual([
      'des paquets verts',
      'rouges jaunes bleus',
    ]);
    const unknown = { ...eager, language: 'sw' };
    const swahili = [0, 1].map(() => hypothesis('moja mbili tatu nne tano sita', { language: 'sw' }));
    expect(committed(swahili, unknown)).toEqual(['moja mbili tatu', 'nne tano sita']);
  });

  test('a number stays in one piece, and with what it counts, but for where the speaker pauses', () => {
    const amount = 'je vous dois encore vingt trois euros depuis hier';
    expect(committed([hypothesis(amount), hypothesis(amount)])).toEqual([
      'je vous dois',
      'encore vingt trois euros',
    ]);
    const digits = 'mon numéro est le neuf huit un deux trois quatre';
    expect(committed([hypothesis(digits), hypothesis(digits)])).toEqual([]);
    const paused = 'mon numéro est le neuf huit un | deux trois quatre';
    expect(committed([hypothesis(paused), hypothesis(paused)])).toEqual(['mon numéro est le neuf huit un']);
  });

  test('words that were drawn together count as those that they are', () => {
    const text = "Pouvez-vous m'envoyer la carte";
    expect(
      committed([hypothesis(text), hypothesis(text)], {
        ...eager,
        policy: { ...eager.policy, phraseMs: 600 },
      }),
    ).toEqual(["Pouvez-vous m'envoyer"]);
  });

  test('the language that the recognizer does not say is the one that the speaker is known to speak', () => {
    const text = 'Le colis est arrivé hier mais il';
    const events = [0, 1].map(() => ({ ...hypothesis(text), languages: [] }));
    expect(committed(events)).toEqual(['Le colis est arrivé hier']);
  });

  test('the clause that is expected is the one that comes, if the next hypothesis agrees', () => {
    const committer = createClauseCommitter();
    const expecting = (event: RecognizerEvent) => [
      committer.take(event, eager).map(({ text }) => text),
      committer.expected?.text,
    ];
    expect(expecting(hypothesis('Le colis'))).toEqual([[], undefined]);
    expect(expecting(hypothesis('Le colis est arrivé hier mais'))).toEqual([[], 'Le colis est arrivé hier']);
    expect(expecting(hypothesis('Le colis est arrivé hier mais il'))).toEqual([
      ['Le colis est arrivé hier'],
      undefined,
    ]);
    expect(expecting(hypothesis('Le colis est arrivé hier mais il était ouvert dans'))).toEqual([
      [],
      'mais il était',
    ]);
    expect(expecting(hypothesis('Le colis est arrivé hier mais ils', { isFinal: true }))).toEqual([
      [],
      undefined,
    ]);
    expect(expecting(ended)).toEqual([['mais ils'], undefined]);
  });

  test('a final that writes committed words in another way repeats nothing and swallows nothing', () => {
    const committer = createClauseCommitter();
    committer.take(hypothesis('je vous dois vingt trois euros, alors'), eager);
    expect(
      committer.take(hypothesis('je vous dois vingt trois euros, alors je'), eager).map((c) => c.text),
    ).toEqual(['je vous dois vingt trois euros,']);
    const [je, vous, dois, , , , alors] = spoken('je vous dois vingt trois euros, alors');
    if (!je || !vous || !dois || !alors) throw new Error('words are missing');
    const amount: RecognizedWord = { text: '23 €,', startMs: 900, endMs: 1800, confidence: 0.9 };
    const final: RecognizerEvent = {
      type: 'hypothesis',
      isFinal: true,
      text: 'Je vous dois 23 €, alors',
      words: [je, vous, dois, amount, alors],
      confidence: 0.9,
      languages: ['fr'],
      startMs: 0,
      endMs: 2100,
    };
    expect(committer.take(final, eager)).toEqual([]);
    expect(committer.take(ended, eager).map((commit) => commit.text)).toEqual(['alors']);
  });

  test('consecutive: the utterance is one clause, over several segments', () => {
    expect(
      committed(
        [
          hypothesis('Bonjour, je vous appelle pour ma facture.', { isFinal: true }),
          hypothesis('Elle est trop élevée.', { isFinal: true, startMs: 2500 }),
          ended,
        ],
        whole,
      ),
    ).toEqual(['Bonjour, je vous appelle pour ma facture. Elle est trop élevée.']);
  });

  test('an utterance without words ends without a clause', () => {
    expect(committed([ended, ended])).toEqual([]);
  });

  test('whatever the interims were, the clauses joined are the final text, in order, once', () => {
    const word = fc.constantFrom(
      'un',
      'deux,',
      'trois.',
      'et',
      'mais',
      'quatre',
      '|',
      'cinq;',
      'six',
      'sept',
    );
    const segment = fc.array(word, { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(
        fc.array(segment, { minLength: 1, maxLength: 4 }),
        fc.infiniteStream(fc.nat(5)),
        (segments, noise) => {
          const events: RecognizerEvent[] = [];
          const expected: string[] = [];
          let startMs = 0;
          for (const tokens of segments) {
            const text = tokens.join(' ');
            for (let length = 1; length < tokens.length; length += 1) {
              // The last word of an interim is often wrong, and each time in another way.
              const shaky = noise.next().value === 0 ? `hein${length}` : (tokens[length - 1] ?? '');
              events.push(hypothesis([...tokens.slice(0, length - 1), shaky].join(' '), { startMs }));
            }
            events.push(hypothesis(text, { isFinal: true, startMs }));
            expected.push(...tokens.filter((token) => token !== '|'));
            startMs += tokens.length * 800;
          }
          events.push(ended);
          expect(committed(events).join(' ')).toBe(expected.join(' '));
        },
      ),
    );
  });
});
