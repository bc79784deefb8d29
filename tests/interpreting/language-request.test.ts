import { describe, expect, test } from 'vitest';
import { languageProfiles } from '../../src/interpreting/language/language-profiles.js';
import { requestedLanguage } from '../../src/interpreting/language/language-request.js';

describe('requests for a language', () => {
  test.each([
    ['Can we speak English?', 'en'],
    ['I’m sorry, could we do this in German please?', 'de'],
    ['Do you speak French?', 'fr'],
    ['I don’t speak Spanish. Is there anyone who speaks Polish?', 'pl'],
    ['English, please.', 'en'],
    ['¿Podemos hablar en inglés?', 'en'],
    ['Disculpe, ¿habla usted gallego?', 'gl'],
    ['solo hablo árabe', 'ar'],
    ['No hablo español, ¿me puede atender alguien que hable francés?', 'fr'],
    ['Me gustaría hablar en catalán', 'ca'],
    ['Podemos falar en galego?', 'gl'],
    ['Perdoe, gustaríame falar en castelán', 'es'],
    ['Podemos falar em inglês, se faz favor?', 'en'],
    ['Você fala espanhol?', 'es'],
    ['Podríem parlar en català?', 'ca'],
    ["M'agradaria parlar en anglès", 'en'],
    ['Euskaraz hitz egin dezakegu?', 'eu'],
    ['Barkatu, ingelesez hitz egiten duzu?', 'en'],
    ['On peut parler français ?', 'fr'],
    ["Est-ce que vous parlez l'anglais ?", 'en'],
    ["Je voudrais parler avec quelqu'un qui parle espagnol", 'es'],
    ['Können wir Englisch sprechen?', 'en'],
    ['Können wir bitte Deutsch sprechen?', 'de'],
    ["Est-ce qu'on peut s'il vous plaît parler anglais ?", 'en'],
    ['Entschuldigung, sprechen Sie auch Türkisch oder … sprechen Sie Deutsch?', 'de'],
    ['Könnten wir auf Französisch sprechen?', 'fr'],
    ['Possiamo parlare in italiano?', 'it'],
    ['Scusi, parla inglese?', 'en'],
    ['هل يمكننا التحدث بالإنجليزية؟', 'en'],
    ['ممكن نتكلم عربي', 'ar'],
    ['Kunnen we Nederlands spreken?', 'nl'],
    ['Spreekt u Engels?', 'en'],
    ['Putem vorbi în română?', 'ro'],
    ['Mă scuzați, vorbiți engleza? Aș vrea să vorbesc în engleză', 'en'],
    ['Czy możemy rozmawiać po polsku?', 'pl'],
    ['Czy pani mówi po angielsku?', 'en'],
    ['Можно говорить по-русски?', 'ru'],
    ['Вы говорите по-английски?', 'en'],
    ['Чи можемо ми говорити українською?', 'uk'],
    ['Ви розмовляєте англійською?', 'en'],
    ['我们可以说英语吗？', 'en'],
    ['请问您会说中文吗', 'zh'],
  ])('"%s" is for %s', (text, language) => {
    expect(requestedLanguage(text)).toBe(language);
  });

  test.each([
    'My daughter speaks English very well.',
    "I can't speak English.",
    'We cannot speak German here.',
    'I bought an English book for my Spanish class.',
    'The French invoice is wrong.',
    'Mi marido no habla inglés.',
    'Nadie habla francés en la oficina.',
    'Quería apuntarme a un curso de inglés por favor.',
    'Mi hija habla alemán y trabaja en Berlín.',
    'Non falo inglés.',
    'A miña filla fala francés moi ben.',
    'Não falo espanhol.',
    'Je ne parle pas anglais.',
    'Mon mari est espagnol.',
    'Mein Mann spricht kein Englisch.',
    'Mio marito non parla inglese.',
    'La factura ya está pagada, ¿podemos hablar mañana?',
    '我不会说英语',
    'Я не говорю по-английски.',
    '',
  ])('"%s" is none', (text) => {
    expect(requestedLanguage(text)).toBeUndefined();
  });

  test('every language can be asked for in every language', () => {
    const asked = languageProfiles.flatMap(({ tag, names, requests }) => {
      const phrase = requests.phrases.split(',')[0] ?? '';
      return Object.entries(names).flatMap(([wanted, list]) =>
        list.split(',').map((name) => ({ tag, wanted, text: phrase.replace('…', name.trim()) })),
      );
    });
    expect(asked.length).toBeGreaterThanOrEqual(16 * 16);
    expect(asked.filter(({ text, wanted }) => requestedLanguage(text) !== wanted)).toEqual([]);
    for (const { names } of languageProfiles)
      expect(Object.keys(names).sort()).toEqual(languageProfiles.map(({ tag }) => tag).sort());
  });
});
