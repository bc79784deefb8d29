/** Somebody who calls, and the first things that they say. */
export interface LanguageCaller {
  /** BCP-47 primary subtag of what they speak. */
  readonly language: string;
  /** E.164, of a country that does not always tell; or what the network gives instead. */
  readonly number: string;
  /** As a recognizer writes them; the first are often the least telling. */
  readonly clauses: readonly string[];
}

/** A caller begins with a number; a stroke stands between two clauses. */
const callers: Readonly<Record<string, string>> = {
  es: `
    +34986123456 Hola, buenas tardes. / Mire, es que se me ha caído un diente y me duele bastante / ¿Me
      podría atender alguien antes del jueves?
    +34982212345 Buenos días, soy la vecina del tercero / no hay luz en la escalera desde hace dos días / y
      nadie ha venido todavía a mirarlo
    +34612345678 Quería saber si ya está lista mi chaqueta / la dejé en la tintorería el lunes pasado
    +34932123456 Perdone que le moleste otra vez / antes se ha cortado cuando me estaba explicando lo del
      seguro
    +34944123456 Oiga, el autobús de las nueve no ha pasado / y aquí hay por lo menos diez personas
      esperando en la parada
    +5511961234567 Le llamo desde el aeropuerto / han cancelado mi vuelo y no sé dónde voy a dormir esta
      noche
    anonymous No entiendo esta factura / me están cobrando por un servicio que yo nunca he pedido / así que
      quiero darme de baja
    +351221234567 Necesito hablar con alguien de recursos humanos / empiezo a trabajar con ustedes el mes
      que viene`,
  gl: `
    +34986123456 Ola, boas tardes. / Mire, é que me caeu un dente e dóeme bastante / Podería atenderme
      alguén antes do xoves?
    +34982212345 Bos días, son a veciña do terceiro / non hai luz na escaleira dende hai dous días / e
      ninguén veu aínda a miralo
    +34612345678 Quería saber se xa está lista a miña chaqueta / deixeina na tinturaría o luns pasado / e
      dixéronme que estaría para hoxe
    +34986123456 Perdoe que o moleste outra vez / antes cortouse cando me estaba explicando o do seguro / e
      non souben que facer
    +34982212345 Oia, o autobús das nove non pasou / e aquí hai polo menos dez persoas agardando na parada
    +34612345678 Chámolle desde o aeroporto / cancelaron o meu voo e non sei onde vou durmir esta noite /
      podería axudarme vostede?
    anonymous Non entendo esta factura / estanme a cobrar por un servizo que eu nunca pedín / así que quero
      darme de baixa
    +34986123456 Morreu miña avoa e temos que arranxar os papeis da casa / queriamos falar cun avogado
    +351221234567 Boas, chamo porque vou empezar a traballar con vostedes / e gustaríame saber que papeis
      teño que levar o primeiro día`,
  pt: `
    +351221234567 Olá, boa tarde. / Olhe, caiu-me um dente e dói-me bastante / Alguém me podia atender antes
      de quinta-feira?
    +34986123456 Bom dia, sou a vizinha do terceiro andar / não há luz na escada há dois dias / e ainda
      ninguém veio ver o que se passa
    +5511961234567 Oi, eu queria saber se o meu casaco já ficou pronto / deixei na lavanderia segunda
      passada
    +5511961234567 Desculpa incomodar de novo / a ligação caiu quando você estava me explicando sobre o
      seguro
    +34612345678 O autocarro das nove não passou / e estão aqui pelo menos dez pessoas à espera na paragem
    +34982212345 Estou a ligar do aeroporto / cancelaram o meu voo e não sei onde vou dormir esta noite / o
      senhor pode ajudar-me?
    anonymous Não estou entendendo essa conta / vocês estão me cobrando por um serviço que eu nunca pedi
    +34612345678 Preciso de falar com alguém dos recursos humanos / começo a trabalhar convosco no mês que
      vem`,
  ca: `
    +34932123456 Hola, bona tarda. / Miri, és que m'ha caigut una dent i em fa força mal / Em podria atendre
      algú abans de dijous?
    +34932123456 Bon dia, soc la veïna del tercer / no hi ha llum a l'escala des de fa dos dies / i encara
      no ha vingut ningú a mirar-s'ho
    +34612345678 Volia saber si ja tenen a punt la meva jaqueta / la vaig deixar a la tintoreria dilluns
      passat / i em van dir que avui hi seria
    anonymous Perdoni que el molesti una altra vegada / abans s'ha tallat quan m'estava explicant allò de
      l'assegurança
    +34971123456 Escolti, l'autobús de les nou no ha passat / i aquí hi ha almenys deu persones esperant a
      la parada
    +376312345 Truco des de l’aeroport / m'han cancel·lat el vol i no sé on dormiré aquesta nit`,
  eu: `
    +34944123456 Kaixo, arratsalde on. / Begira, hortz bat erori zait eta min handia daukat / Norbaitek
      artatuko ninduke osteguna baino lehen?
    +34943123456 Egun on, hirugarren solairuko auzokidea naiz / duela bi egunetik ez dago argirik eskaileran
      / eta oraindik inor ez da etorri begiratzera
    +34612345678 Nire jaka prest dagoen jakin nahi nuen / joan den astelehenean utzi nuen garbitegian / eta
      gaurko egongo zela esan zidaten
    +34944123456 Barkatu berriro molestatzeagatik / lehen eten egin da asegurua azaltzen ari zinela
    anonymous Aireportutik deitzen dizut / nire hegaldia bertan behera utzi dute eta ez dakit gaur gauean
      non lo egingo dudan`,
  en: `
    +447700900123 Hi, good afternoon. / Look, one of my teeth fell out and it hurts quite a lot / Could
      anyone see me before Thursday?
    +34612345678 Hello, I live on the third floor / there has been no light on the stairs for two days / and
      nobody has come to have a look at it
    +34612345678 I was wondering whether my jacket is ready / I left it at the dry cleaner last Monday
    +13055550123 Sorry to bother you again / we got cut off when you were telling me about the insurance
    +971501234567 The nine o’clock bus never showed up / and there are at least ten of us waiting at the
      stop
    anonymous I don't understand this bill / you're charging me for something that I never asked for`,
  fr: `
    +33612345678 Bonsoir madame. / Voilà, je me suis cassé une dent et ça me fait très mal / Est-ce que
      quelqu'un pourrait me prendre avant jeudi ?
    +41227123456 Bonjour, je suis la voisine du troisième / il n'y a plus de lumière dans l'escalier depuis
      deux jours / et personne n'est encore venu voir
    +3225123456 Je voulais savoir si ma veste est prête / je l'ai laissée au pressing lundi dernier
    +34612345678 Excusez-moi de vous déranger encore une fois / ça a coupé pendant que vous m'expliquiez
      pour l'assurance
    +212612345678 Je vous appelle de l'aéroport / on a annulé mon vol et je ne sais pas où dormir ce soir
    +15145550123 Je comprends pas cette facture là / vous me chargez pour un service que j'ai jamais demandé`,
  de: `
    +4915112345678 Guten Abend. / Mir ist ein Zahn herausgefallen und das tut ziemlich weh / Könnte mich
      jemand noch vor Donnerstag drannehmen?
    +41442123456 Grüezi, ich bin die Nachbarin aus dem dritten Stock / im Treppenhaus gibt es seit zwei
      Tagen kein Licht / und bis jetzt ist niemand gekommen
    +34612345678 Ich wollte fragen, ob meine Jacke schon fertig ist / ich habe sie letzten Montag in die
      Reinigung gegeben
    anonymous Entschuldigen Sie, dass ich noch einmal störe / vorhin wurden wir unterbrochen, als Sie mir
      das mit der Versicherung erklärt haben
    +34971123456 ich rufe vom flughafen aus an / mein flug ist gestrichen und ich weiß nicht wo ich heute
      nacht schlafen soll`,
  it: `
    +393331234567 Pronto, buonasera. / Guardi, mi è caduto un dente e mi fa parecchio male / Qualcuno
      potrebbe vedermi prima di giovedì?
    +41912123456 Buongiorno, sono la vicina del terzo piano / non c'è luce sulle scale da due giorni / e non
      è ancora venuto nessuno a guardare
    +34612345678 Volevo sapere se la mia giacca è pronta / l'ho lasciata in lavanderia lunedì scorso
    anonymous Mi scusi se la disturbo di nuovo / prima è caduta la linea mentre mi spiegava la faccenda
      dell’assicurazione
    +34932123456 La chiamo dall'aeroporto / hanno cancellato il mio volo e non so dove dormire stanotte`,
  ar: `
    +212612345678 السلام عليكم ورحمة الله / سقطت إحدى أسناني وأشعر بألم شديد / هل يمكن أن يراني أحد قبل يوم
      الخميس؟
    +201001234567 صباح الخير، أنا جارتكم من الطابق الثالث / لا يوجد ضوء في الدرج منذ يومين ولم يأت أحد
    +34612345678 أريد أن أعرف هل سترتي جاهزة / تركتها عندكم يوم الاثنين الماضي
    +971501234567 عفوا على الإزعاج مرة أخرى / انقطع الخط عندما كنت تشرح لي موضوع التأمين
    anonymous ألغوا رحلتي وأنا الآن في المطار / ولا أعرف أين سأنام هذه الليلة`,
  nl: `
    +31612345678 Goedenavond. / Er is een tand uitgevallen en dat doet behoorlijk pijn / Kan iemand mij nog
      voor donderdag helpen?
    +3232123456 Dag, ik ben de buurvrouw van de derde verdieping / er is al twee dagen geen licht op de trap
      / en er is nog niemand komen kijken
    +3225123456 Ik wilde weten of mijn jas al klaar is / ik heb hem vorige maandag bij de stomerij gebracht
    +34612345678 Sorry dat ik u nog een keer stoor / de verbinding viel weg toen u over de verzekering begon
    anonymous Mijn vlucht is geschrapt / en nu weet ik niet waar ik vannacht moet slapen`,
  ro: `
    +40721234567 Alo, bună seara. / Mi-a căzut un dinte și mă doare destul de tare / M-ar putea primi cineva
      înainte de joi?
    +34612345678 Bună dimineața, sunt vecina de la etajul trei / nu este lumină pe scară de două zile / și
      încă nu a venit nimeni să se uite
    +393331234567 Voiam să știu dacă haina mea este gata / am lăsat-o la curățătorie lunea trecută
    anonymous Nu înțeleg factura asta / îmi luați bani pentru un serviciu pe care nu l-am cerut niciodată
    +447700900123 Vă sun de la aeroport / mi-au anulat zborul și nu știu unde o să dorm la noapte`,
  pl: `
    +48601234567 Dobry wieczór. / Wypadł mi ząb i dosyć mocno mnie boli / Czy ktoś mógłby mnie przyjąć przed
      czwartkiem?
    +34612345678 Dzień dobry, jestem sąsiadką z trzeciego piętra / od dwóch dni nie ma światła na klatce / i
      nikt jeszcze nie przyszedł sprawdzić
    +447700900123 Chciałem zapytać, czy moja kurtka jest już gotowa / zostawiłem ją w pralni w zeszły
      poniedziałek
    anonymous Odwołali mój lot i nie wiem, gdzie mam dzisiaj spać / dzwonię do państwa z lotniska`,
  ru: `
    +79161234567 Алло, добрый вечер. / У меня выпал зуб, и он довольно сильно болит / Может ли кто-нибудь
      принять меня до четверга?
    +34612345678 Здравствуйте, я соседка с третьего этажа / на лестнице уже два дня нет света / и до сих пор
      никто не пришёл посмотреть
    +380501234567 Я хотел узнать, готова ли моя куртка / я оставил её в химчистке в прошлый понедельник
    anonymous Мой рейс отменили / и теперь я не знаю, где мне сегодня ночевать`,
  uk: `
    +380671234567 Алло, добрий вечір. / У мене випав зуб, і він досить сильно болить / Чи може хтось
      прийняти мене до четверга?
    +34612345678 Доброго дня, я сусідка з третього поверху / на сходах уже два дні немає світла / і досі
      ніхто не прийшов подивитися
    +48601234567 Я хотів дізнатися, чи готова моя куртка / я залишив її в хімчистці минулого понеділка
    anonymous Мій рейс скасували / і тепер я не знаю, де мені сьогодні ночувати`,
  zh: `
    +8613812345678 喂，你好。 / 我有一颗牙齿掉了，疼得很厉害 / 星期四以前有人能给我看一下吗？
    +34612345678 早上好，我是住在三楼的邻居 / 楼梯已经两天没有灯了，到现在还没有人来看
    +34932123456 我想知道我的外套洗好了没有 / 上个星期一我放在你们店里的
    anonymous 我的航班取消了，我现在在机场 / 今天晚上不知道住在哪里`,
};

const number = /^\s*(\+\d+|anonymous)\s+/u;

/**
 * Callers in every language that is known by its words; many of them speak another than their number
 * suggests.
 */
export const languageCallers: readonly LanguageCaller[] = Object.entries(callers).flatMap(
  ([language, text]) =>
    text
      .trim()
      .split(/\s+(?=\+\d|anonymous)/u)
      .map((row) => ({
        language,
        number: number.exec(row)?.[1] ?? '',
        clauses: row
          .replace(number, '')
          .split('/')
          .map((clause) => clause.trim().replace(/\s+/gu, ' ')),
      })),
);
