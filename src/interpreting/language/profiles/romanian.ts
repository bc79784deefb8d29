import type { LanguageProfile } from '../language-profile.js';

/** Romanian. */
export const romanian: LanguageProfile = {
  tag: 'ro',
  letters: 'ăâîșțşţ',
  numbers: `zero doi două trei patru cinci șase șapte opt nouă zece unsprezece doisprezece douăsprezece
    treisprezece paisprezece cincisprezece șaisprezece douăzeci treizeci patruzeci cincizeci șaizeci
    șaptezeci optzeci nouăzeci sută sute mie mii euro lei`,
  commonWords: `nu să de și a la o în e ce că am mi un pe cu este din mai dar sunt pentru bine da se ca ai
    îmi mă ți lui iar fi aș vă rog când cum are acum mulțumesc bună ziua dimineața seara unde asta acest
    această eu care sau îl am mult foarte până după fost vrea vreau doresc putea pot poate puteți avea
    facut făcut face fac spus spune zis sun suna sunat apel vorbi vorbesc vorbit nevoie astăzi azi mâine
    ieri doamna domnul ora ore oră zi zile săptămâna săptămână luna an luni marți miercuri joi vineri
    sâmbătă duminică programare doctor doctorul medic comanda comandă factura factură cont bani casa casă
    strada fiul fiica soțul soția mama tata băiatul problema problemă ajutor ajuta număr numărul nume
    numele telefon adresa adresă persoană puțin ceva cineva nimeni niciodată mereu încă înainte apoi
    moment clipă așteptați scuze scuzați înțeleg înțeles nicio niciun fiecare el ea ei ele noi voi acesta
    aceasta alt alta altă alte meu mea mei mele lor său tot toate tare atât nici plătit plăti primit primi
    ajuns ajunge trimite trimis da dat pus știu știți cred pare cât costă lipsește mai bun decât doar fără
    unei unui al ale ăsta aia păi deci atunci așa numai deja îi le ne mergem merge vine venit dacă
    deoarece pentru prin despre spre fără lângă sub între aveți aveam era erau suntem sunteți voi va vor
    copii copilul trebuie merg meargă întreb nostru noastră dumneavoastră câte ianuarie februarie martie
    aprilie mai iunie iulie august septembrie octombrie noiembrie decembrie`,
  speech: `Bună ziua, vă sun pentru că ieri am primit o scrisoare de la bancă și nu înțeleg ce vor să
    fac. Uitați, eu am plătit deja factura aceea vineri și acum mi se spune că încă mai am datorii. Voiam să
    fac o programare la doamna doctor pentru săptămâna viitoare, dacă se poate după-amiaza. Mi s-a stricat
    mașina de spălat și e apă în toată bucătăria, puteți trimite pe cineva chiar astăzi? Băiatul meu are
    febră de aseară și nu știu dacă trebuie să îl duc la spital. Am vrea să rezervăm o cameră cu mic dejun,
    suntem eu, soția și copiii. Pachetul trebuia să ajungă săptămâna trecută și tot nu a apărut. Îmi puteți
    spune la ce oră închideți? Lucrez până târziu și nu am timp. Vă mulțumesc foarte mult pentru ajutor, ați
    fost foarte amabilă. Scuzați-mă, nu am auzit bine, puteți repeta? Vreau să schimb adresa de livrare,
    pentru că ne-am mutat. Ne-am pierdut cheile și nu putem intra în apartament. Asta i-am spus și colegului
    dumneavoastră, dar nu m-a mai sunat nimeni. Caut informații despre cursurile care încep după vară. Aici
    este foarte frig și căldura nu funcționează. Cât timp durează? Atunci sun din nou mâine dimineață.`,
  names: {
    ar: 'arabă, araba',
    ca: 'catalană',
    de: 'germană, nemțește',
    en: 'engleză, englezește',
    es: 'spaniolă',
    eu: 'bască',
    fr: 'franceză',
    gl: 'galiciană',
    it: 'italiană',
    nl: 'olandeză, neerlandeză',
    pl: 'poloneză',
    pt: 'portugheză',
    ro: 'română, românește',
    ru: 'rusă, rusește',
    uk: 'ucraineană',
    zh: 'chineză, mandarină',
  },
  requests: {
    phrases: `putem vorbi …, am putea vorbi …, putem să vorbim …, am putea să vorbim …, putem continua …,
      pot vorbi …, pot să vorbesc …, puteți vorbi …, ați putea vorbi …, puteți să vorbiți …, cineva care
      vorbește …, cineva care să vorbească …, ^vorbiți …, ^vorbești …, să vorbim …, prefer să vorbesc …,
      prefer …, aș prefera …, aș vrea să vorbesc …, vreau să vorbesc …, aș dori să vorbesc …, vorbesc doar
      …, vorbesc numai …, ^… vă rog, ^mai bine …`,
    links: 'în, limba, în limba',
    negations: 'nu, nimeni, că, care',
  },
};
