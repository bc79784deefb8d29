import type { LanguageProfile } from '../language-profile.js';

/** Basque. */
export const basque: LanguageProfile = {
  tag: 'eu',
  letters: 'ñ',
  numbers: `zero bi hiru lau bost sei zazpi zortzi bederatzi hamar hamaika hamabi hamahiru hamalau
    hamabost hamasei hamazazpi hemezortzi hemeretzi hogei hogeita berrogei hirurogei laurogei ehun
    berrehun mila euro`,
  commonWords: `da eta ez dut bat nire naiz dago du zuen ni dira zen baina hau hori nago izan daiteke
    behar nahi egin esan mesedez eskerrik asko kaixo egun on arratsalde gabon bai zer nola non noiz
    zergatik nor zein gaur bihar atzo orain gero oso ondo baino ere edo zait zaio dit dio didate dizut
    digu ditut dituzu duzu dugu dute ditu gara zara zarete dela den nuen zuen genuen nituen nahiko nuke
    deitu deitzen deia deitzen ari hitz egiten hitzordua hitzordu medikua medikuarekin etxea etxean etxera
    kalea semea alaba emaztea senarra ama aita arazo arazoa laguntza zenbakia izena telefonoa helbidea
    posta pertsona pixka bat zerbait norbait inor inoiz beti oraindik ondoren lehen aurretik une momentu
    barkatu ulertzen dakit uste iruditzen zenbat kostatzen falta bera gutxiago hobeto hobe okerrago beste
    batzuk hauek horiek gure zure bere haren dagoen duen diren ordua orduan ordu astea astean astelehen
    astelehenean astearte asteazken ostegun ostiral ostiralean larunbat igande hilabete urte urtean dirua
    ordaindu jaso iritsi bidali eman jarri eginda jakin galdetu galdera ikusi etorri joan hartu ezin ahal
    dezaket dezakezu dezakegu dezakete daukat daukagu dauka zegoen nengoen nahiz hemen hor han honetan
    horretan arte gabe buruz bezala guztiak dena denak beraz horregatik baldin gainera urtarrila otsaila
    martxoa apirila maiatza ekaina uztaila abuztua iraila urria azaroa abendua`,
  speech: `Egun on, atzo bankuaren gutun bat jaso nuelako deitzen dut eta ez dut ulertzen zer egin behar
    dudan. Begira, nik ordainagiri hori ostiralean ordaindu nuen eta orain esaten didate oraindik dirua zor
    dudala. Medikuarekin hitzordua eskatu nahi nuen datorren asterako, ahal bada arratsaldez hobeto.
    Garbigailua hondatu zait eta sukalde osoan ura dago, gaur bertan norbait bidal dezakezue? Nire semeak
    sukarra dauka bart gauetik eta ez dakit ospitalera eraman behar dudan. Gela bat erreserbatu nahiko
    genuke gosariarekin, nire emaztea, umeak eta ni gara. Paketea joan den astean iritsi behar zen eta
    oraindik ez da agertu. Esango didazu zer ordutan ixten duzuen? Berandu arte lan egiten dut eta ez dut
    denborarik. Mila esker zure laguntzagatik, oso jatorra izan zara. Barkatu, ez dizut ondo entzun,
    errepikatuko didazu? Entregatzeko helbidea aldatu nahi dut, etxez aldatu garelako. Giltzak galdu ditugu
    eta ezin gara pisuan sartu. Hori esan nion zure lankideari, baina ez zidaten inoiz deitu. Udaren ondoren
    hasten diren ikastaroei buruzko informazioa nahi nuke. Hemen hotz handia egiten du eta berogailuak ez du
    funtzionatzen. Zenbat denbora behar du iristeko? Orduan bihar goizean deituko dut berriro.`,
  names: {
    ar: 'arabieraz, arabiera',
    ca: 'katalanez, katalana',
    de: 'alemanez, alemana',
    en: 'ingelesez, ingelesa',
    es: 'gaztelaniaz, gazteleraz, espainieraz, gaztelania, gaztelera',
    eu: 'euskaraz, euskara',
    fr: 'frantsesez, frantsesa',
    gl: 'galegoz, galizieraz',
    it: 'italieraz, italiera',
    nl: 'nederlanderaz, holanderaz',
    pl: 'polonieraz',
    pt: 'portugesez, portugaldarrez',
    ro: 'errumanieraz',
    ru: 'errusieraz',
    uk: 'ukraineraz',
    zh: 'txineraz',
  },
  requests: {
    phrases: `… hitz egin dezakegu, … hitz egin dezaket, … hitz egin dezakezu, … hitz egin genezake, …
      egin dezakegu, … hitz egiten duzu, … hitz egiten al duzu, … hitz egiten duzue, … egiten duzu, hitz
      egin dezakegu …, hitz egiten duzu …, … hitz egin nahi dut, … hitz egin nahi nuke, … nahiago dut,
      nahiago dut …, ^… mesedez, … bakarrik hitz egiten dut, … artatuko nauzu, … hitz egingo dugu`,
    links: '',
    negations: 'ez',
  },
};
