import { describe, expect, test } from 'vitest';
import { createEchoText } from '../../src/interpreting/echo-text.js';

const rendition =
  'Su cita es el lunes a las tres de la tarde, en la segunda planta, con la doctora Ferreiro.';

/** A leg that was played the rendition from 1000 ms to 6500 ms. */
function legThatHeard(text = rendition, language = 'es') {
  const echoText = createEchoText();
  echoText.played(text, language, 1_000);
  echoText.fellSilent(6_500);
  return echoText;
}

describe('echo of what a leg was played', () => {
  test.each([
    ['all of it', 'Su cita es el lunes a las tres de la tarde en la segunda planta con la doctora Ferreiro'],
    ['its first clause', 'Su cita es el lunes a las tres'],
    ['its end, written in another way', 'en la 2a planta con la doctora Ferreiro'],
    ['misread', 'su sita el lunes a la tres de la tarde y la segunda planta con doctora herrero'],
    ['four words', 'con la doctora Ferreiro'],
    ['four words, misread', 'con la dotora Fereiro'],
  ])('Scenario: the line returns the rendition, and the clause is refused (%s)', (_, text) => {
    expect(legThatHeard().isEcho(text, 'es', 1_400)).toBe(true);
  });

  test.each([
    ['a question that repeats two words', '¿El lunes?'],
    ['a question that repeats three', '¿A las tres?'],
    ['agreement that repeats the time', 'Sí, el lunes a las tres me viene muy bien'],
    ['the same topic', '¿Y no podría ser el martes por la tarde con otra doctora?'],
    ['the same words in another order', 'la doctora Ferreiro a las tres el lunes en la cita'],
    ['nothing of it', 'Espere, no tengo dónde apuntar'],
    ['nothing at all', '…'],
  ])('Scenario: the listener speaks while the rendition goes on, and passes (%s)', (_, text) => {
    expect(legThatHeard().isEcho(text, 'es', 4_000)).toBe(false);
  });

  // "A las tres" is heard some 1.5 s after the rendition's beginning, "la doctora Ferreiro" in its last second.
  test.each([
    ['A las tres', 2_900, true],
    ['la doctora Ferreiro', 6_100, true],
    ['las tres', 3_000, true],
    ['a las cuatro', 2_900, false],
    ['tres', 2_900, false],
    ['a las tres', 3_900, false],
    ['la doctora Ferreiro', 2_900, false],
  ])('Scenario: of the echo a few words have got through: "%s" at %i ms', (text, atMs, isRefused) => {
    expect(legThatHeard().isEcho(text, 'es', atMs)).toBe(isRefused);
  });

  // A voice that pauses at the comma, on a line 320 ms late: heard at 3061 and 4380 ms after the beginning.
  test('Scenario: a few words come back from a voice that takes its time, and are refused', () => {
    const echoText = createEchoText();
    echoText.played("It is ready, you can collect it tomorrow from nine o'clock.", 'en', 0);
    echoText.fellSilent(5_000);
    expect(echoText.isEcho('it tomorrow', 'en', 3_061)).toBe(true);
    expect(echoText.isEcho('from nine', 'en', 4_380)).toBe(true);
  });

  test('Scenario: a noise held the rendition back for a while, and a few of its last words come back', () => {
    const echoText = createEchoText();
    echoText.played('One moment please, I am looking it up right now.', 'en', 0);
    expect(echoText.isEcho('up right now', 'en', 4_563)).toBe(false);
    echoText.paused(1_500, 2_600);
    echoText.fellSilent(5_600);
    expect(echoText.isEcho('up right now', 'en', 4_563)).toBe(true);
  });

  test('Scenario: the listener cuts the rendition and reads back what they heard; the floor that they had is no pause of it', () => {
    const echoText = createEchoText();
    echoText.played(rendition, 'es', 0);
    echoText.fellSilent(2_400);
    echoText.paused(2_200, 7_000);
    expect(echoText.isEcho('Su cita es el lunes a las tres', 'es', 4_000)).toBe(false);
  });

  test('Scenario: the listener asks again for the last two words right after the rendition, and passes', () => {
    const echoText = createEchoText();
    echoText.played('You can collect it from nine.', 'en', 0);
    echoText.fellSilent(2_000);
    expect(echoText.isEcho('From nine?', 'en', 2_450)).toBe(false);
  });

  test('Scenario: the listener reads back word by word what they have heard, and passes', () => {
    const text = 'El número es seis uno dos, tres cuatro cinco, seis siete ocho';
    const echoText = legThatHeard(text);
    expect(echoText.isEcho(text, 'es', 1_400)).toBe(true);
    expect(echoText.isEcho(text, 'es', 6_900)).toBe(false);
  });

  test('Scenario: one clause is the echo of the end of a rendition and the start of the next', () => {
    const echoText = createEchoText();
    echoText.played('Le he encontrado un hueco esta semana.', 'es', 1_000);
    echoText.played('El jueves a las diez menos cuarto.', 'es', 3_200);
    expect(echoText.isEcho('un hueco esta semana el jueves a las diez', 'es', 2_500)).toBe(true);
  });

  test('what was said before the rendition began is no echo of it', () => {
    expect(legThatHeard().isEcho('Su cita es el lunes a las tres', 'es', 700)).toBe(false);
  });

  test('a rendition whose end nobody told of is remembered for 10 s, a long one for as long as it takes', () => {
    const echoText = createEchoText();
    const long = Array.from({ length: 40 }, (_, index) => `palabra${String(index)}`).join(' ');
    echoText.played(rendition, 'es', 0);
    echoText.played(long, 'es', 0);
    expect([10_000, 10_300].map((atMs) => echoText.isEcho('con la doctora Ferreiro', 'es', atMs))).toEqual([
      true,
      false,
    ]);
    expect(echoText.isEcho('palabra30 palabra31 palabra32 palabra33', 'es', 30_000)).toBe(true);
  });

  test('close languages: cognates are no echo, a rendition taken for the other language is', () => {
    const echoText = legThatHeard('El médico llega a las cinco de la tarde, espere en la sala, por favor.');
    expect(echoText.isEcho('O médico chega ás cinco da tarde, espere na sala, por favor', 'gl', 1_400)).toBe(
      false,
    );
    expect(echoText.isEcho('El medico llega a las cinco de la tarde', 'gl', 1_400)).toBe(true);
  });

  test('only the last renditions are remembered', () => {
    const echoText = createEchoText();
    echoText.played(rendition, 'es', 0);
    for (let count = 0; count < 16; count += 1)
      echoText.played(`Otra frase número ${String(count)}.`, 'es', 0);
    expect(echoText.isEcho(rendition, 'es', 1_000)).toBe(false);
  });
});
