import type { LanguageProfile } from '../language-profile.js';

/** Catalan. */
export const catalan: LanguageProfile = {
  tag: 'ca',
  letters: 'àçéèíïóòúü·',
  numbers: `zero dos dues tres quatre cinc sis set vuit nou deu onze dotze tretze catorze quinze setze
    disset divuit dinou vint trenta quaranta cinquanta seixanta setanta vuitanta noranta cent cents mil
    euros`,
  commonWords: `de que a la no el i és un en me una per els l' d' les m' ho es s' amb però si està molt
    com més meu meva ja al del li hi ha he vostè tinc gràcies això aquest aquesta perquè bé quan tot hola
    també pot res era vull sisplau plau us fa aquí ara així o soc sóc són estic bon dia té puc veure ser
    fer bona tarda nit avui demà ahir doncs llavors ens sense sobre altra altre fins des on què qui n' t'
    tarda bones m'agradaria volia voldria necessito truco trucar trucada trucava parlar parlo dir diu dic
    dit tenia havia han hem anar vaig va anem vam sigut estat som era estava estan moltes molts molta
    senyor senyora hora hores setmana mes any dilluns dimarts dimecres dijous divendres dissabte diumenge
    visita cita metge metgessa doctora comanda factura compte diners casa carrer fill filla home dona mare
    pare problema ajuda número nom telèfon adreça correu persona poc mica algú ningú mai sempre encara
    després abans moment esperi disculpi perdoni entenc cap cada ella ell ells nosaltres vosaltres aquell
    uns unes seu seva seus seves meus meves tan tant només ni passa pagar pagat rebre rebut arribar
    arribat enviar donar donat posat fet saber sé crec sembla quant costa falta mateix menys millor pitjor
    dels als pel pels em et se les la lo poden podem podria volem faig aquests aquestes gaire gent cosa
    coses nen nena nens haver tenir pas som mitja segon segona primera primer tercer planta pis termini
    quota mes mesos anys minuts visc viu segur segura correu punt carrer número referència reserva
    reservar habitació bitllet tren vol maleta farmàcia pastilles recepta assegurança contracte rebut
    targeta codi cobrat cobrar comprar comprat cancel·lar canviar obrir obren tanquen comença acaba sortir
    surt agafar tornar torni tornem arriba arribaré deixar vaig deixat perdut trencat funciona arreglar
    revisar prop lluny durant entre segons ambdós encara mentre qualsevol força massa tots totes tota
    vegada vegades fills família feina treballar passat passada proper propera última últim nou nova gran
    major quina quin quines quins aquella aquells aquelles aquests nostre nostra nostres seria podrien
    pogut poguessin volen volem necessitem tenim tenen tens fan faig fa vindrà ve vénen venir sentir
    sentit escoltar repetir bon bones nit gener febrer març abril maig juny juliol agost setembre octubre
    novembre desembre`,
  speech: `Bon dia, trucava perquè ahir vaig rebre una carta del banc i no entenc què volen que faci.
    Miri, jo ja vaig pagar aquest rebut divendres i ara em diuen que encara dec diners. Volia demanar hora
    amb la doctora per a la setmana que ve, si pot ser a la tarda millor. Se m'ha espatllat la rentadora i
    hi ha aigua per tota la cuina, poden enviar algú avui mateix? El meu fill té febre des d'ahir a la nit i
    no sé si l'he de portar a l'hospital. Ens agradaria reservar una habitació amb esmorzar, som la meva
    dona, els nens i jo. El paquet havia d'arribar la setmana passada i encara no ha aparegut. Em pot dir a
    quina hora tanquen? És que treballo fins tard i no tinc temps. Moltíssimes gràcies per la seva ajuda, ha
    estat molt amable. Disculpi, no l'he sentit bé, m'ho pot repetir? Vull canviar l'adreça de lliurament,
    perquè ens hem mudat. Hem perdut les claus i no podem entrar al pis. Això és el que li vaig dir al seu
    company, però no em van trucar mai. Estic buscant informació sobre els cursos que comencen després de
    l'estiu. Aquí fa molt de fred i la calefacció no funciona. Quant de temps triga a arribar? Doncs tornaré
    a trucar demà al matí. Algú m'hauria d'explicar per què el llum no va. L'administració municipal enviarà
    una notificació a totes les persones interessades. Segons el contracte, la protecció del consumidor
    inclou la devolució de l'import, sempre que la reclamació es faci dins del termini. Estàvem acostumats a
    rebre l'atenció de la nostra metgessa de capçalera, però s'ha jubilat. Em van dir que caldria presentar
    la documentació original i dues fotografies. Les eleccions se celebraran al novembre i voldríem saber on
    votar. El tècnic va veure que la instal·lació elèctrica era antiga i perillosa. Els petits comencen
    l'escola i necessiten llibres, sabatilles i una motxilla. Tant de bo trobin una solució, perquè així no
    podem continuar vivint. Aquell senyor tenia raó: l'adreça estava equivocada i el repartidor va tornar
    amb la caixa.`,
  names: {
    ar: 'àrab',
    ca: 'català, valencià',
    de: 'alemany',
    en: 'anglès',
    es: 'espanyol, castellà',
    eu: 'basc, èuscar',
    fr: 'francès',
    gl: 'gallec',
    it: 'italià',
    nl: 'holandès, neerlandès',
    pl: 'polonès',
    pt: 'portuguès',
    ro: 'romanès',
    ru: 'rus',
    uk: 'ucraïnès',
    zh: 'xinès, mandarí',
  },
  requests: {
    phrases: `podem parlar …, podríem parlar …, podem continuar …, puc parlar …, pot parlar …, em pot
      parlar …, podria parlar …, em pot atendre …, em poden atendre …, algú que parli …, ^parla …, parla
      vostè …, ^parlen …, ^parles …, ^parlem …, prefereixo parlar …, prefereixo …, preferiria …, vull
      parlar …, voldria parlar …, volia parlar …, m'agradaria parlar …, només parlo …, parlo només …, ^…
      si us plau, ^… sisplau, ^millor …`,
    links: 'en, el, l, en l',
    negations: 'no, ningú, que, qui',
  },
};
