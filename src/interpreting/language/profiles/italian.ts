import type { LanguageProfile } from '../language-profile.js';

/** Italian. */
export const italian: LanguageProfile = {
  tag: 'it',
  letters: 'àèéìíîòóù',
  numbers: `zero due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici
    quindici sedici diciassette diciotto diciannove venti trenta quaranta cinquanta sessanta settanta
    ottanta novanta cento duecento trecento mille mila euro`,
  commonWords: `che non di è la a il e un per in mi una l' ho sono con ma si lo le ha da come i della del
    al mia mio se ci più c' anche io questo questa perché quando tutto bene ne molto grazie posso può
    vorrei volevo buongiorno buonasera sì no gli era già nel nella dei delle alla dal dalla sul lei lui
    noi suo sua cosa qui ora adesso così o oppure quindi allora fatto fare detto dire dico stato stata
    essere avere abbiamo hanno hai d' dell' all' un' nell' chiamo chiamare chiamato chiamata telefono
    telefonare telefonato parlare parlo bisogno oggi domani ieri mattina pomeriggio sera signora signore
    ora ore giorno giorni settimana mese anno lunedì martedì mercoledì giovedì venerdì sabato domenica
    appuntamento medico dottore dottoressa ordine fattura bolletta conto soldi casa via figlio figlia
    marito moglie madre padre problema aiuto numero nome indirizzo posta persona poco qualcosa qualcuno
    nessuno mai sempre ancora dopo prima poi momento attimo aspetti scusi capisco capito nessuna ogni loro
    quello quella quelli questi altro altra altri mie miei suoi sue tanto troppo né pagare pagato ricevere
    ricevuto arrivare arrivato arrivata mandare mandato dare dato messo sapere so credo sembra quanto
    costa manca stesso meno meglio peggio solo senza fino dove chi qual quale sto sta stiamo devo deve
    vuole possiamo potete potrebbe favore prego pronto niente perciò però cui vi te ve li su tra fra ecco
    gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre`,
  speech: `Buongiorno, chiamo perché ieri ho ricevuto una lettera della banca e non capisco che cosa
    vogliono che faccia. Guardi, io quella bolletta l'ho già pagata venerdì e adesso mi dicono che devo
    ancora dei soldi. Volevo prendere un appuntamento con la dottoressa per la settimana prossima, se
    possibile di pomeriggio. Mi si è rotta la lavatrice e c'è acqua in tutta la cucina, potete mandare
    qualcuno oggi stesso? Mio figlio ha la febbre da ieri sera e non so se devo portarlo all'ospedale.
    Vorremmo prenotare una camera con la colazione, siamo io, mia moglie e i bambini. Il pacco doveva
    arrivare la settimana scorsa e non si è ancora visto. Mi sa dire a che ora chiudete? È che lavoro fino a
    tardi e non faccio in tempo. Grazie mille per l'aiuto, è stata davvero gentilissima. Scusi, non ho
    sentito bene, può ripetere? Voglio cambiare l'indirizzo di consegna, perché abbiamo traslocato. Abbiamo
    perso le chiavi e non riusciamo a entrare nell'appartamento. È quello che ho detto al suo collega, ma
    non mi hanno mai richiamato. Sto cercando delle informazioni sui corsi che cominciano dopo l'estate. Qui
    fa molto freddo e il riscaldamento non funziona. Quanto tempo ci vuole? Allora richiamo domani mattina.
    Gli ho chiesto degli orari degli sportelli.`,
  names: {
    ar: 'arabo',
    ca: 'catalano',
    de: 'tedesco',
    en: 'inglese',
    es: 'spagnolo, castigliano',
    eu: 'basco',
    fr: 'francese',
    gl: 'galiziano, gallego',
    it: 'italiano',
    nl: 'olandese, nederlandese',
    pl: 'polacco',
    pt: 'portoghese',
    ro: 'rumeno, romeno',
    ru: 'russo',
    uk: 'ucraino',
    zh: 'cinese, mandarino',
  },
  requests: {
    phrases: `possiamo parlare …, potremmo parlare …, possiamo continuare …, si può parlare …, posso
      parlare …, può parlare …, può parlarmi …, potrebbe parlare …, qualcuno che parli …, qualcuno che
      parla …, ^parla …, ^lei parla …, ^parlate …, ^parli …, ^parliamo …, preferisco parlare …,
      ^preferisco …, preferirei parlare …, preferirei …, vorrei parlare …, voglio parlare …, volevo
      parlare …, mi piacerebbe parlare …, parlo solo …, parlo soltanto …, ^… per favore, ^… per piacere,
      ^meglio …`,
    links: 'in, l, il',
    negations: 'non, nessuno, che, chi',
  },
};
