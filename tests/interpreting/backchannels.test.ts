import { describe, expect, test } from 'vitest';
import { isBackchannel, isInterruption } from '../../src/interpreting/backchannels.js';
import { languageTags } from '../../src/languages.js';

const verdict = (text: string, language: string) =>
  isBackchannel(text, language) ? 'backchannel' : isInterruption(text, language) ? 'interruption' : 'speech';

describe('backchannels and interruptions', () => {
  test.each([
    ['en', 'Uh-huh.', 'Yeah, I see.', 'Wait, please.'],
    ['fr', "D'accord.", 'Oui oui, bien sûr.', 'Attendez, attendez !'],
    ['de', 'Ja, ja.', 'Alles klar, verstehe.', 'Moment, bitte.'],
    ['it', 'Va bene.', 'Sì, sì, certo.', 'Scusi, non ho capito.'],
    ['pt', 'Sim.', 'Pois é, está bem.', 'Não, espere.'],
    ['ar', 'نعم.', 'طيب، تمام.', 'لحظة من فضلك.'],
    ['gl', 'Si, si.', 'Xa, de acordo.', 'Agarde un momento.'],
    ['es', 'Mm-hm.', 'Sí, sí, claro.', 'Perdón, ¿cómo dice?'],
    ['ca', "D'acord.", 'Sí, és clar.', 'Esperi, esperi.'],
    ['eu', 'Bai, bai.', 'Ados, ulertzen dut.', 'Itxaron, mesedez.'],
    ['ro', 'Da, da.', 'Bine, am înțeles.', 'Nu, stați puțin.'],
    ['nl', 'Ja, precies.', 'Oké, ik snap het.', 'Nee, wacht even.'],
  ])('%s: a sound, agreement, and somebody who wants the floor', (language, sound, agreement, floor) => {
    expect([sound, agreement, floor].map((text) => verdict(text, language))).toEqual([
      'backchannel',
      'backchannel',
      'interruption',
    ]);
  });

  test('every language that is interpreted has its own words', () => {
    const words: Record<string, readonly [string, string]> = {
      en: ['yes', 'no'],
      fr: ['oui', 'non'],
      de: ['ja', 'nein'],
      it: ['sì', 'no'],
      pt: ['sim', 'não'],
      ar: ['نعم', 'لا'],
      gl: ['si', 'non'],
      es: ['sí', 'no'],
      ca: ['sí', 'no'],
      eu: ['bai', 'ez'],
      ro: ['da', 'nu'],
      nl: ['ja', 'nee'],
    };
    expect(Object.keys(words).sort()).toEqual([...languageTags].sort());
    for (const [language, [yes, no]] of Object.entries(words)) {
      expect([language, verdict(yes, language), verdict(no, language)]).toEqual([
        language,
        'backchannel',
        'interruption',
      ]);
    }
  });

  test.each([
    ['SÍ', 'es'],
    ['si...', 'es'],
    ['Mmm, mmm.', 'es'],
    ['Hmmm', 'de'],
    ['Sííí, claaaro', 'es-MX'],
    ['D’accord, d’accord, d’accord', 'fr'],
    ['Okay', 'fi'],
  ])('%s (%s) is one, however it is written', (text, language) => {
    expect(verdict(text, language)).toBe('backchannel');
  });

  test.each([
    ['Sí, no', 'es', 'interruption'],
    ['Pardon?', 'en', 'interruption'],
    ['Stop!', 'eu', 'interruption'],
    ['Sí, pero el lunes', 'es', 'speech'],
    ['Gracias', 'es', 'speech'],
    ['Sí, sí, sí, sí, sí', 'es', 'speech'],
    ['Noches', 'es', 'speech'],
    ['', 'es', 'speech'],
    ['ja', 'en', 'speech'],
  ])('%s (%s) is none: %s', (text, language, expected) => {
    expect(verdict(text, language)).toBe(expected);
  });
});
