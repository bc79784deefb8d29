import { describe, expect, test } from 'vitest';
import { compareEntities, entitiesOf } from '../../src/interpreting/entities/compare-entities.js';
import { numberSentences } from '../support/number-sentences.js';

const wording = (language: string, text: string) => ({ language, text });

test('a recognizer that says a digit without end says several codes, which are still the same digits', () => {
  const endless = '9 '.repeat(100);
  expect(entitiesOf(endless, 'fr').length).toBe(3);
  expect(compareEntities(wording('fr', endless), wording('es', '9'.repeat(100))).isFaithful).toBe(true);
});

describe('a faithful translation passes, whatever words or digits it says its values with', () => {
  test.each([
    ['es', 'el 15 de marzo', 'en', 'on March 15'],
    ['es', 'el quince de marzo', 'fr', 'le 15/3'],
    ['es', 'tres coma cinco', 'en', 'three point five'],
    ['en', 'half past eight in the evening', 'es', 'a las 20:30'],
    ['en', 'at half past eight', 'es', 'a las ocho y media de la tarde'],
    ['en', 'twenty-three euros', 'es', '23 €'],
    ['en', 'twenty-three fifty', 'es', '23,50 euros'],
    ['en', 'three thirty', 'es', 'las tres y media'],
    ['fr', 'trois heures', 'es', 'las tres'],
    ['fr', 'trois heures', 'es', 'tres horas'],
    ['fr', "j'attends depuis deux heures et demie", 'es', 'llevo dos horas y media esperando'],
    ['en', 'from ten to four', 'es', 'de diez a cuatro'],
    ['en', 'from 3 to 5 pm', 'es', 'de 15 a 17 h'],
    ['en', 'ninety minutes', 'es', 'hora y media'],
    ['en', 'fifty cents', 'es', '0,50 €'],
    ['es', 'quince días', 'en', 'a fortnight'],
    ['es', 'los dos paquetes', 'en', 'both parcels'],
    ['es', 'a las 8 de la tarde', 'en', 'this evening at 8'],
    ['es', '612 34 56 78', 'en', '61 23 45 678'],
    ['es', 'seis uno dos, treinta y cuatro', 'en', 'six hundred and twelve, three four'],
    ['es', 'el 08, a las 08', 'en', 'on the 8th, at 8'],
    ['fr', 'zéro six, douze', 'es', '06, 12'],
    ['en', '24/7', 'es', 'las 24 horas, los 7 días'],
    ['pt', 'a segunda fatura', 'es', 'la segunda factura'],
    ['en', 'First of all, hold on a second.', 'es', 'Ante todo, espere un momento.'],
    ['es', 'son 3,500 pesos', 'en', '3,500 pesos'],
    ['ar', 'الرقم ٤٥٧', 'es', 'el número 457'],
    ['ar', 'عندي خمسة طلبات', 'es', 'Tengo 5 pedidos'],
    ['es', 'tengo cinco pedidos y un cargo de 30 €', 'eu', 'bost eskaera eta 30 €-ko kargua ditut'],
  ])('%s "%s" as %s "%s"', (from, source, to, translation) => {
    expect(compareEntities(wording(from, source), wording(to, translation))).toEqual({
      isFaithful: true,
      missing: [],
      added: [],
    });
  });
});

describe('an altered value is found', () => {
  test('with what is missing and what was added', () => {
    expect(
      compareEntities(
        wording('en', 'I paid 45 euros on Monday.'),
        wording('es', 'Pagué 54 euros el lunes 3.'),
      ),
    ).toEqual({
      isFaithful: false,
      missing: [{ kind: 'number', value: '45', unit: 'EUR' }],
      added: [
        { kind: 'number', value: '54', unit: 'EUR' },
        { kind: 'number', value: '3' },
      ],
    });
  });

  test.each([
    ['es', 'a las 20:30', 'en', 'at 8:30'],
    ['es', '1.200 euros', 'en', '1.200 euros'],
    ['es', '23 euros', 'en', '23 dollars'],
    ['es', 'tres días', 'en', 'three weeks'],
    ['es', 'el segundo piso', 'en', 'the third floor'],
    ['es', 'una hora', 'en', 'half an hour'],
    ['es', 'dos facturas', 'en', 'an invoice'],
    ['es', 'a mediodía', 'en', 'at midnight'],
    ['es', 'el 3/4/2024', 'de', 'am 4.3.2024'],
    ['ar', 'الرقم ٤٥٧', 'es', 'el número 475'],
  ])('%s "%s" as %s "%s"', (from, source, to, translation) => {
    expect(compareEntities(wording(from, source), wording(to, translation)).isFaithful).toBe(false);
  });
});

describe('sentences of contact centers', () => {
  test('there are two hundred and more, in six languages, both ways', () => {
    expect(numberSentences.length).toBeGreaterThanOrEqual(200);
    const pairs = new Set(
      numberSentences.map(({ sourceLanguage, targetLanguage }) => `${sourceLanguage}-${targetLanguage}`),
    );
    const clients = ['en', 'fr', 'de', 'it', 'pt', 'gl'];
    expect([...pairs].sort()).toEqual(clients.flatMap((tag) => [`${tag}-es`, `es-${tag}`]).sort());
  });

  test('none that is faithful raises an alarm, and every altered one does', () => {
    const verdicts = numberSentences.flatMap((sentence) => {
      const source = wording(sentence.sourceLanguage, sentence.source);
      const isFaithful = (translation: string) =>
        compareEntities(source, wording(sentence.targetLanguage, translation)).isFaithful;
      const alarms = isFaithful(sentence.faithful) ? [] : [`alarm: ${sentence.faithful}`];
      return [...alarms, ...sentence.altered.filter(isFaithful).map((altered) => `missed: ${altered}`)];
    });
    expect(verdicts).toEqual([]);
  });
});
