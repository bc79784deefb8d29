import type { LanguageProfile } from '../language-profile.js';

/** German. */
export const german: LanguageProfile = {
  tag: 'de',
  letters: 'äöüß',
  numbers: `null zwei zwo drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn
    sechzehn siebzehn achtzehn neunzehn zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig
    hundert tausend euro`,
  commonWords: `ich die das ist nicht und der es ja zu ein in den mit sie auf habe mir eine haben wir dass
    wie für von was im mich so auch noch aber da bin bei dem kann wenn mein meine hat sich nur schon an
    sind einen um wird bitte dann aus war nein gut hier er guten tag morgen abend danke jetzt doch mal
    ihnen ihr ihre ihren möchte würde könnte können gerne hallo keine kein nach man uns oder einem einer
    vor über als am zum zur bis weil sehr mehr immer wieder heute gestern wann wo warum wer muss müssen
    soll will wollte hatte wurde werden geht gehen machen gemacht sagen gesagt sagt anrufen rufe angerufen
    anruf sprechen termin arzt ärztin bestellung rechnung konto geld haus straße sohn tochter mann frau
    mutter vater problem hilfe nummer name telefon adresse post person etwas jemand niemand nie nichts
    viel vielen wenig später vorher moment warten entschuldigung verstehe verstanden jeder alle alles
    diese dieser dieses andere anderen unser unsere seine seit ohne gegen durch unter zwischen bezahlt
    bezahlen bekommen erhalten angekommen schicken geschickt geben gegeben wissen weiß glaube kostet fehlt
    besser woche monat jahr montag dienstag mittwoch donnerstag freitag samstag sonntag uhr stunde stunden
    tage eben halt also leider vielleicht wirklich ganz genau gar meinem meiner meinen ihrem ihrer dort
    hätte wäre bei beim vom ins deshalb worden gewesen brauche bräuchte funktioniert kommen kommt kam
    gerade nochmal januar februar märz april mai juni juli august september oktober november dezember`,
  speech: `Guten Morgen, ich rufe an, weil ich gestern einen brief von der bank bekommen habe und nicht
    verstehe, was die von mir wollen. Hören Sie, ich habe diese rechnung schon am freitag bezahlt, und jetzt
    heißt es, dass ich noch geld schuldig bin. Ich wollte einen termin bei der ärztin für nächste woche
    ausmachen, am liebsten nachmittags, wenn das geht. Meine waschmaschine ist kaputt und in der ganzen
    küche steht wasser, können Sie heute noch jemanden schicken? Mein sohn hat seit gestern abend fieber und
    ich weiß nicht, ob ich ihn ins krankenhaus bringen soll. Wir möchten ein zimmer mit frühstück
    reservieren, für meine frau, die kinder und mich. Das paket hätte letzte woche ankommen sollen und ist
    immer noch nicht da. Können Sie mir sagen, wann Sie schließen? Ich arbeite nämlich bis spät und schaffe
    es sonst nicht. Vielen dank für ihre hilfe, das war sehr freundlich. Entschuldigung, ich habe Sie nicht
    richtig gehört, könnten Sie das wiederholen? Ich möchte die lieferadresse ändern, weil wir umgezogen
    sind. Wir haben unsere schlüssel verloren und kommen nicht mehr in die wohnung. Das habe ich auch ihrem
    kollegen gesagt, aber es hat nie jemand zurückgerufen. Ich suche auskunft über die kurse, die nach dem
    sommer anfangen. Hier ist es sehr kalt und die heizung funktioniert nicht. Wie lange dauert das noch?
    Dann melde ich mich morgen früh wieder.`,
  names: {
    ar: 'arabisch',
    ca: 'katalanisch',
    de: 'deutsch',
    en: 'englisch',
    es: 'spanisch',
    eu: 'baskisch',
    fr: 'französisch',
    gl: 'galicisch',
    it: 'italienisch',
    nl: 'niederländisch, holländisch',
    pl: 'polnisch',
    pt: 'portugiesisch',
    ro: 'rumänisch',
    ru: 'russisch',
    uk: 'ukrainisch',
    zh: 'chinesisch, mandarin',
  },
  requests: {
    phrases: `können wir … sprechen, könnten wir … sprechen, können wir … reden, können wir …
      weitermachen, kann ich … sprechen, können sie … sprechen, könnten sie … sprechen, sprechen sie …,
      sprechen sie auch …, sprichst du …, spricht jemand …, spricht bei ihnen jemand …, spricht da jemand
      …, jemand der … spricht, jemanden der … spricht, ich möchte … sprechen, ich würde gern … sprechen,
      ich würde gerne … sprechen, ich würde lieber … sprechen, ich möchte lieber … sprechen, ^lieber …,
      ich spreche nur …, ^… bitte, sprechen wir …, geht es … , geht das …`,
    links: 'auf, lieber auf, lieber, auch, bitte auf',
    negations: 'nicht, niemand, dass',
  },
};
