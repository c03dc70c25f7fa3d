"""What no restriction may ask of a child, found in free text however it is written (INV-07, INV-09). Pure functions of a text.

A text is first made plain: no accents, no capitals, nothing invisible, "g.p.s." is "gps", "l0calizador" is "localizador",
"|" ends a sentence. Then each kind has its table of signs: patterns, and what around one makes it harmless.
"""

# ruff: noqa: E501 - a pattern stays on one line

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from django.db import models
from django.utils.translation import gettext_lazy as _


class ForbiddenKind(models.TextChoices):
    """What is detention by another name, or the way into it."""

    ELECTRONIC_TAG = "electronic_tag", _("Electronic tag or bracelet")
    GPS_APP = "gps_app", _("Tracking by satellite or by an application")
    SMARTPHONE_TRACKING = "smartphone_tracking", _("Tracking of a telephone")
    FACIAL_RECOGNITION = "facial_recognition", _("Recognition of the face")
    VOICE_RECOGNITION = "voice_recognition", _("Recognition of the voice")
    BIOMETRIC_CHECK_IN = "biometric_check_in", _("Fingerprints or other biometrics")
    CURFEW_HOUSE_ARREST = "curfew_house_arrest", _("Curfew or house arrest")
    BAIL_BOND_MONEY = "bail_bond_money", _("Bail, bond or money")
    PASSPORT_CONFISCATION = "passport_confiscation", _("Taking the passport or the papers")
    SIGN_IN_AT_POLICE_OR_MIGRATION = "sign_in_at_police_or_migration", _("Signing in with the police or the migration authority")


@dataclass(frozen=True)
class Forbidden:
    """What was found: its kind, and the words that gave it away as they read when made plain."""

    kind: ForbiddenKind
    words: str


@dataclass(frozen=True)
class Sign:
    """A pattern in plain text; `unless` it stands in a sentence that says something else, `not_after` a word shortly before it."""

    pattern: str
    unless: str = ""
    not_after: str = ""


# Parts of patterns: a few words in between, and who and what is spoken of.
GAP2, GAP3, GAP4, GAP6 = (rf"(?: \w+){{0,{most}}} " for most in (2, 3, 4, 6))
WORN = r"(?:bra[zs]al+et\w*|bracelet\w*|tobi(?:ll|l|y)era\w*|pulsera\w*|anklet\w*|ankle(?: \w+)?|wrist ?bands?)"
WATCHING = r"(?:ele[ck]tr?[oó]ni\w*|telematic\w*|rastre\w*|monitor\w*|locali[sz]\w*|vigilan\w*|tracking|tracker\w*|satelit\w*|surveillance|digital)"
PHONE = r"(?:telefono\w*|cel(?:ular\w*)?|movil(?:es)?|smart ?phone\w*|cell ?phone\w*|mobiles?|phones?|handset\w*|tablets?|sim(?: card)?)"
HOME = r"(?:casa|domicilio|hogar|vivienda|albergue|cuarto|habitacion|residencia|inmueble|departamento|refugio|centro|cas)"
HOUSE = r"(?:house|home|shelter|room|dwelling|residence|building|facility|centre|center|apartment|flat|premises)"
PASSPORT = r"(?:pas+aporte\w*|passport\w*|(?:documentos?|papeles) (?:de|del) (?:viaje|identidad|identificacion)|(?:travel|identity) (?:documents?|papers))"
TO_AUTHORITY = r"(?:autoridad\w*|inm|migra\w*|inmigra\w*|juzgado|juez\w*|policia\w*|fiscalia|procuraduria|oficina|ministerio|tribunal)"
TO_AUTHORITY_EN = r"(?:authorit\w+|police|immigration|migration|court|judge|office|agency|officer\w*|prosecutor\w*|inm|ministry)"
POLICE = (
    r"(?:polic\w+|comisaria\w*|inm|migracion|inmigracion|(?:autoridad|estacion|oficina|delegacion|instancia) migratori\w+|garita\w*"
    r"|fiscalia\w*|ministerio publico|cuartel\w*|separos|guardia nacional|estacion migratoria)"
)
POLICE_EN = r"(?:police|immigration|migration|border|prosecutor\w*|sheriff\w*|ice|inm|enforcement|national guard)"
OFTEN = (
    r"(?:cada|diari\w+|semanal\w*|quincenal\w*|mensual\w*|periodic\w+|todos los|todas las|lunes|martes|miercoles|jueves|viernes|sabados?"
    r"|una vez|dos veces|veces por|regular\w*|dia \d+)"
)
OFTEN_EN = r"(?:every|each|daily|weekly|fortnightly|monthly|once|twice|regular\w*|periodic\w*|times a|mondays?|tuesdays?|wednesdays?|thursdays?|fridays?)"
NO = r"(?:no|ni|nadie|nunca|jamas|sin|tampoco|never|not|nobody|no one|nor|without|cannot|none)"
COMPANY = r"(?:sol[oa]s?|alone|unaccompanied|sin (?:compan\w+|acompan\w+|adult\w*|una (?:persona|adult\w*)|su|avisar|que)|without (?:an?|her|his|their|any) \w+)"
NONE_ASKED = (
    r"(?:no se (?:le |les )?(?:pid\w+|exig\w+|solicit\w+|requier\w+|impon\w+|cobr\w+)|no (?:hay|habra|existe|procede|requiere|pide|exige)"
    r"|(?<!no saldra )(?<!no sale )(?<!no )sin(?: necesidad de| pedir| exigir| cobrar| pago de)?|ninguna?|no(?= bail| bond| money))"
)

SIGNS: dict[ForbiddenKind, tuple[Sign, ...]] = {
    ForbiddenKind.FACIAL_RECOGNITION: (
        Sign(r"reconoc\w*(?: \w+){0,3} (?:facial\w*|rostro\w*|cara|faciales|facciones)\b", unless=r"reconoc\w* a (?:su|la|el)"),
        Sign(
            r"(?:verific\w+|identific\w+|autentic\w+|escan\w+|lectura|lector|biometri\w+|validacion)(?: (?:de|del|por|con|mediante|el|la|su))* (?:facial\w*|rostro\w*|cara)\b"
        ),
        Sign(r"fac(?:e|ial) ?(?:recogni\w+|id|scan\w*|match\w*|check\w*|verif\w+|biometri\w*|identif\w+|authentic\w+)\b"),
        Sign(r"(?:scan\w*|recogni[sz]\w+|match\w*)(?: \w+){0,2} faces?\b"),
        Sign(
            r"selfies?(?: \w+){0,4} (?:verific\w*|control\w*|check\w*|identi\w*|diari\w*|daily|weekly|semanal\w*|prueba|proof|confirm\w*|cada|every|report\w*)"
        ),
        Sign(
            r"(?:verific\w*|control\w*|check\w*|identi\w*|diari\w*|daily|weekly|semanal\w*|prueba|proof|confirm\w*|report\w*)(?: \w+){0,3} selfies?\b"
        ),
    ),
    ForbiddenKind.VOICE_RECOGNITION: (
        Sign(
            r"(?:reconoc\w*|verific\w+|identific\w+|autentic\w+|biometri\w+|huella|impronta|validacion)(?: (?:de|del|por|con|mediante|la|su))* (?:voz|voces|vocal\w*)\b"
        ),
        Sign(r"voice ?(?:recogni\w+|prints?|verif\w+|biometri\w*|identif\w+|id|authentic\w+|match\w*|scan\w*|based|check\w*)\b"),
        Sign(r"(?:recogni\w+|verif\w+|identif\w+|biometri\w*|match\w*)(?: (?:of|by|the|her|his|their|a|through|with))* voice"),
        Sign(r"speaker (?:recogni\w+|verif\w+|identif\w+)"),
    ),
    ForbiddenKind.BIOMETRIC_CHECK_IN: (
        Sign(r"biometr\w*"),
        Sign(r"(?:scan\w*|escan\w*|lector\w*|lectura|reader)(?: \w+){0,2} (?:iris|retina\w*|huellas?|palma|palm|finger\w*)\b"),
        Sign(r"(?:iris|retina\w*|palm|finger ?prints?|huellas?) (?:scan\w*|reader\w*|escan\w*|lector\w*)"),
        Sign(
            r"(?:present\w*|registr\w*|check\w*|control\w*|verific\w*|marc\w+|pon\w+|estamp\w+|asistencia|tom\w+|recab\w+|captur\w+|diari\w*|semanal\w*|firm\w+ con|identific\w+)(?: \w+){0,5} huellas?\b",
            unless=r"consul\w+|pasaporte|acta|acuse|medic\w*|dental\w*|documento|curp",
        ),
        Sign(r"huellas?(?: \w+){0,6} (?:cada|semana\w*|diari\w*|mensual\w*|registr\w*|control\w*|asistencia)\b"),
        Sign(
            r"(?:take|taking|taken|collect\w*|give|giving|provid\w*|captur\w*|check\w*|sign\w*|verif\w*|report\w*)(?: \w+){0,4} finger ?prints?\b",
            unless=r"consul\w+|passport|embass\w+",
        ),
        Sign(r"finger ?print\w*(?: \w+){0,5} (?:every|each|daily|weekly|monthly|check\w*|attendance|control\w*|report\w*)\b"),
        Sign(r"finger ?print(?:ed|ing)\b", unless=r"consul\w+|passport|embass\w+"),
    ),
    ForbiddenKind.ELECTRONIC_TAG: (
        Sign(WORN + GAP3 + WATCHING),
        Sign(WORN + r"(?: \w+){0,3} gps\b"),
        Sign(r"gps(?: \w+){0,2} " + WORN),
        Sign(WATCHING + r"(?: (?:in|en|con|de|un|una|el|la|a|an|the|by|with|gps))* " + WORN),
        Sign(r"(?:monitor\w+|vigilancia|supervision|control|seguimiento|etiquet\w+|marcaje) (?:ele[ck]tr?oni\w+|telematic\w+)"),
        Sign(
            r"(?:electronic\w*|telematic|radio(?: frequency)?|gps) (?:monitor\w*|surveillance|supervision|tag\w*|shackle\w*|anklet\w*|bracelet\w*|chip\w*)"
        ),
        Sign(
            r"(?:micro ?chips?|chip) (?:subcutane\w+|de rastreo|de localizacion|localizador\w*|implant\w+|rastreador\w*|under|tracking|tracker)"
        ),
        Sign(r"(?:implant\w+|coloc\w+|inject\w+)(?: \w+){0,2} (?:micro ?)?chips?\b"),
        Sign(r"grilletes?\b|\b(?:ankle|electronic|leg) shackles?\b|\bgps shackle"),
        Sign(r"ankle (?:monitor\w*|bracelet\w*|tags?|device\w*)\b"),
        Sign(
            r"(?:us|port|llev|pon|coloc)\w+(?: \w+){0,2} (?:bra[zs]al+ete|tobi(?:ll|l|y)era|pulsera)(?: \w+){0,3} (?:en todo momento|permanente\w*|las 24|todo el (?:dia|tiempo)|dia y noche)"
        ),
        Sign(
            r"(?:be|is|being|get|gets|been|are) (?:electronically )?tagged\b|\bwears?(?:ing)? (?:a|an|the) tag\b|\btag (?:on|around) (?:the|her|his|their) (?:ankle|leg|wrist)"
        ),
        Sign(
            r"(?:dispositivo|aparato|device|equipo)\w*(?: \w+){0,2} (?:en el tobillo|on (?:the|her|his|their) ankle|en la pierna|tobillo)"
        ),
        Sign(r"(?:dispositivo|aparato|equipo)s?(?: electronicos?)? (?:de|para|con) (?:el |la )?(?:rastre\w+|vigilan\w+|monitor\w+)"),
        Sign(r"monitoring (?:device|equipment|anklet|bracelet)\w*", unless=r"glucose|medical|health|heart|blood"),
    ),
    ForbiddenKind.SMARTPHONE_TRACKING: (
        Sign(
            r"(?:rastre\w+|monitore\w+|vigil(?:ar|ancia|ara|aran)\w*|interven\w+|espi(?:ar|onaje|ara)\w*|geo ?loca\w+)(?: (?:a|de|del|el|la|los|su|sus|por|mediante|con|desde|sobre|traves|al|nina|nino|adolescente))* "
            + PHONE
            + r"\b",
            unless=r"monitore\w+(?: \w+){0,3} por telefono",
        ),
        Sign(r"locali[sz](?:acion|ar|ara)(?: (?:de|del|el|la|su|sus|al))+ " + PHONE + r"\b"),
        Sign(
            r"(?:ubicacion|posicion)(?: (?:en tiempo real|actual|de|del|el|la|su|desde|con|traves))+ " + PHONE + r"\b",
            unless=r"(?:encontrar|saber|conocer) la ubicacion de la oficina",
        ),
        Sign(PHONE + r"(?: \w+){0,2} (?:rastread\w+|intervenid\w+|vigilad\w+|monitoread\w+|geolocali\w+)"),
        Sign(PHONE + r" con (?:rastre\w+|locali[sz]ador\w*|ubicacion)"),
        Sign(
            r"(?:activ\w+|encend\w+|enciend\w+|prend\w+|compart\w+)(?: \w+){0,2} (?:ubicacion|locali[sz]acion)(?: \w+){0,3} "
            + PHONE
            + r"\b"
        ),
        Sign(r"(?:ubicacion|locali[sz]acion)(?: \w+){0,4} (?:activad\w+|encendid\w+|prendid\w+)"),
        Sign(
            r"(?:track\w*|surveil\w*|spy\w*|trac(?:e|ing)|tap(?:ping|ped)?|locat(?:e|ing))(?: (?:of|on|the|her|his|their|s|child|childs|girl|boy|adolescent|through|via|by|using|a|from|in|him|them))* "
            + PHONE
            + r"\b",
            not_after=r"on|family",
            unless=r"(?:family|relatives|mother|father)(?: \w+){0,3} (?:tracing|by phone)|(?:tracing|locat\w+)(?: \w+){0,3} (?:family|relatives|mother|father|aunt|uncle)",
        ),
        Sign(r"monitor(?:ing|s|ed)?(?: (?:of|the|her|his|their|child|childs|s))+ " + PHONE + r"\b"),
        Sign(PHONE + r" (?:track\w*|surveillance|monitor\w+|location|locator|spyware|tapping)\b"),
        Sign(r"location (?:services|sharing)|\bspyware\b"),
        Sign(r"(?:software|programa|aplicacion|app) espia"),
    ),
    ForbiddenKind.GPS_APP: (
        Sign(r"gps+\b"),
        Sign(r"geo ?(?:locali[sz]\w*|loca\w*|cerca\w*|fenc\w*|posicion\w*|rastre\w*|track\w*|position\w*)"),
        Sign(r"locali[sz]ador\w*|rastreador\w*|\btrackers?\b|\bair ?tags?\b|\bsatelital\w*|\bsatellite\b"),
        Sign(
            r"rastre(?:o|ar|ara|aran|en|ada|ado|arla|arlo|arle)\b(?: \w+){0,3} (?:ubicacion|movimientos?|posicion|desplazamient\w*|paradero|nina|nino|adolescente|nna|ella|tiempo real)",
            unless=r"famili\w+|madre|padre|parient\w+",
        ),
        Sign(
            r"(?:ubicacion|locali[sz]acion|posicion|paradero|location|position|whereabouts) (?:en |in )?(?:tiempo real|vivo|permanente|constante|continu\w+|real time|live)"
        ),
        Sign(r"(?:real time|live|constant|continuous|permanent)(?: \w+)? (?:location|tracking|position\w*)"),
        Sign(
            r"(?:compart\w+|envi\w+|mand\w+|transmit\w+|report\w+|registr\w+)(?: \w+)? su (?:ubicacion|locali[sz]acion|posicion)",
            unless=r"domicilio|direccion|riesgos?|peligros?",
        ),
        Sign(
            r"(?:shar\w+|send\w*|transmit\w*|report\w*) (?:her|his|their|the child s|the childs) (?:live |current |exact |phone )?(?:location|position)"
        ),
        Sign(
            r"(?:app|apps|aplicacion(?:es)?|application)(?: (?:de|para|que|con|del|la|el|su|movil|that|to|which|for|a|the))* (?:rastre\w*|locali[sz]\w*|ubicacion|monitor\w*|vigil\w*|track\w*|location|locates?)"
        ),
        Sign(r"(?:location|movement|movements) track\w*|\btrack\w* (?:app|apps|device|devices|system|software|application|technology)"),
        Sign(
            r"(?:track|tracks|tracked|tracking)(?: (?:of|the|her|his|their|child|childs|s|all|every|girl|boy|where))* (?:movements?|location|whereabouts|position|child|girl|boy|she|he)\b",
            unless=r"keep\w* track",
        ),
        Sign(
            r"monitor\w*(?: (?:de|del|la|el|los|las|su|sus|of|the|her|his|their|all))* (?:ubicacion|movimientos|desplazamientos|location|movements|whereabouts)"
        ),
        Sign(
            r"(?:seguimiento|vigilancia|control)(?: (?:de|del|la|el|los|las|su|sus))* (?:ubicacion|movimientos|desplazamientos|geografic\w+)"
        ),
    ),
    ForbiddenKind.CURFEW_HOUSE_ARREST: (
        Sign(r"toques? de queda|\bcurfews?\b"),
        Sign(
            r"(?:arresto|detencion|prision|arraigo|reclusion|encierro|confinamiento|aseguramiento) (?:en (?:el |su )?)?(?:domicili\w*|casa|preventiv\w+|judicial)",
            unless=r"(?:sale|salida|salio|salieron|libera\w*) de(?: la)? (?:detencion|prision)",
        ),
        Sign(
            r"(?:bajo|decret\w+|impon\w+|dict\w+|sujet\w+ a|medida de|someter\w* a|quedar\w* en)(?: (?:un|el|al|su))? arraigo\b",
            unless=r"arraigo (?:familiar|comunitario|social|cultural)",
        ),
        Sign(r"(?:house|home) ?(?:arrests?|detention|confinement|curfew)\b"),
        Sign(r"(?:confin\w+|enc(?:err|ierr)\w+|reclu(?:id|ir|ira)\w*)(?: \w+){0,4} " + HOME + r"\b", not_after=NO),
        Sign(r"(?:confin\w+|lock\w*)(?: \w+){0,3} (?:to|in|inside|at)(?: (?:the|her|his|their|a))? " + HOUSE + r"\b", not_after=NO),
        Sign(r"(?:bajo llave|under lock and key|locked (?:in|up|inside)\b)", not_after=NO),
        Sign(
            r"(?:no|nunca|prohib\w+|impedi\w+|sin permiso (?:de|para))(?: (?:se|le|les|puede|podra|podran|debe|debera|tiene|permitid\w+|la|el|a|que|nina|nino|adolescente|permite|permitira|derecho|de))*"
            r" (?:sal(?:ir|ga|gan|dra|dran|e|ida|idas)|abandon\w+|ausent\w+)(?: (?:de|del|a|al|la|el|su|las|los|mismo))* (?:"
            + HOME
            + r"|calle|noche)\b(?! (?:de estudio|educativo|de salud|escolar|de trabajo))",
            unless=COMPANY,
        ),
        Sign(
            r"(?:no|prohib\w+)(?: \w+){0,4} (?:sal(?:ir|ga|gan|dra|dran|e|idas?))(?: \w+){0,3} (?:despues|a partir|desde|entre|antes|de las \d|por las? noches?|de noche)",
            unless=COMPANY,
        ),
        Sign(
            r"(?:permane[cz]\w+|qued[ae]\w*|encontr\w+|estar\w*|manten\w+)(?: \w+){0,5} "
            + HOME
            + r"(?: \w+){0,4} (?:las 24|24 horas|todo el (?:dia|tiempo)|dia y noche|toda la noche|por las? noches?|de noche|en todo momento|(?:de|desde|entre) las \d+|a partir de las \d+|despues de las \d+)",
            unless=r"llamad\w*|telefon\w*|visita|videollamada",
        ),
        Sign(
            r"(?:regres\w+|volver|vuelva|llegar|llegue|recogerse|estar)(?: \w+){0,3} " + HOME + r"(?: \w+){0,3} antes de las \d+",
            unless=r"llamad\w*|telefon\w*|visita|videollamada",
        ),
        Sign(
            r"(?:stay\w*|remain\w*|kept|keep|be)(?: \w+){0,3} (?:home|indoors|inside|house|shelter|residence|room)(?: \w+){0,3} (?:after|from|between|by|before|until|at night|all day|at all times|24|day and night|every night|during the night|overnight)\b(?! (?:school|class\w*|a call))",
            unless=r"\b(?:call\w*|phone|visit\w*|hospital|ill|sick|doctor|invited|welcome)\b",
        ),
        Sign(
            r"(?:not|never|cannot|forbid\w*|prohibit\w*|banned|barred|no permission)(?: (?:be|to|from|is|allowed|permitted|ever|may|the|child))* (?:leav(?:e|ing)|go(?:ing)? out|exit\w*|step(?:ping)? out)"
            r"(?: (?:of|the|her|his|their|this|any|at|a))* (?:" + HOUSE + r"|night|after|street)\b",
            unless=COMPANY,
        ),
        Sign(r"(?:queda|quedara|permanecera|estara) (?:detenid\w+|arrestad\w+|recluid\w+|encerrad\w+|confinad\w+)", not_after=NO),
    ),
    ForbiddenKind.BAIL_BOND_MONEY: (
        Sign(
            r"fianzas?\b|afianz(?:ar|ara) su libertad|cauci[oó]n(?:es)?\b|\bbail\b|\bbail ?bond\w*|\bsurety\b",
            not_after=NONE_ASKED,
            unless=r"(?:se|fue|ha sido) (?:descart\w+|cancel\w+|retir\w+)|no bail (?:is|was|will)|bail is not|fianza no (?:se|procede|es)|de confianza",
        ),
        Sign(
            r"(?:immigration|cash|surety|money|pay\w*|post\w*|release|security|appearance|financial) (?:a |the )?bonds?\b|\bbonds? (?:of|money|payment|amount)\b"
        ),
        Sign(
            r"garantia\w* (?:economica|monetaria|en efectivo|pecuniaria|prendaria|hipotecaria|patrimonial|financiera|en dinero)\w*",
            not_after=NONE_ASKED,
        ),
        Sign(
            r"deposit\w*(?: \w+){0,2} (?:economico|en garantia|de dinero|dinero|en efectivo|como garantia|judicial|money|cash|pesos|dolares|dollars|guarantee)",
            not_after=NONE_ASKED,
            unless=r"transporte|apoyo|beca|saldo|alimentos|scholarship|allowance",
        ),
        Sign(r"(?:financial|monetary|cash|money) (?:guarantee|deposit|security|bond)\w*", not_after=NONE_ASKED + r"|no"),
        Sign(r"(?:pag\w+|cubr\w+|cobr\w+|exhib\w+|impon\w+)(?: \w+){0,4} (?:multas?|garantia|libertad)\b", not_after=NO),
        Sign(
            r"(?:dinero|cantidad|suma|pesos|dolares|money|sum|dollars)(?: \w+){0,3} (?:en|como|a modo de|as|in) (?:garantia|prenda|guarantee|security|deposit)"
        ),
        Sign(r"(?:pay|paying|pays|payment of)(?: \w+){0,4} (?:fine|penalty|released?|freedom|guarantee)\b", not_after=NO),
    ),
    ForbiddenKind.PASSPORT_CONFISCATION: (
        Sign(
            r"(?:reten(?:er|cion|dra|dran|ga|gan|gara)\w*|retien\w+|confis[ck]\w+|incaut\w+|decomis\w+|secuestr\w+|quitar\w*|requis\w+|despoj\w+|recogida|deposit\w+|embarg\w+)(?: \w+){0,5} "
            + PASSPORT,
            not_after=NO,
            unless=r"denunci\w+|queja|copia|devol\w+|recuper\w+",
        ),
        Sign(
            PASSPORT
            + r"(?: \w+){0,5} (?:retenid\w+|confiscad\w+|incautad\w+|decomisad\w+|resguardad\w+|depositad\w+|secuestrad\w+|(?:en|bajo) (?:resguardo|custodia|deposito|garantia|prenda|poder de la autoridad)|como garantia)",
            not_after=NO,
            unless=r"denunci\w+|queja|copia|devol\w+|recuper\w+|no (?:sera|es|queda|quedara)",
        ),
        Sign(
            r"(?:resguard\w+|custodi\w+|guard(?:ar|ara|aran|e|en))(?: \w+){0,5} " + PASSPORT + r"(?: \w+){0,6} " + TO_AUTHORITY,
            not_after=NO,
            unless=r"copia|ella misma|el mismo|su propio",
        ),
        Sign(
            TO_AUTHORITY
            + r"(?: \w+){0,4} (?:resguard\w+|custodi\w+|guard(?:ar|ara|aran|e|en)|conserv\w+|reten\w+|retien\w+)(?: \w+){0,4} "
            + PASSPORT,
            not_after=NO,
            unless=r"copia|no (?:se )?(?:resguard|guard|conserv|reten|retien)\w*|entreg\w+ a la nina",
        ),
        Sign(
            r"(?:entreg\w+|dej\w+|ceder?|cedera)(?: \w+){0,5} " + PASSPORT + r"(?: \w+){0,6} " + TO_AUTHORITY,
            not_after=NO,
            unless=r"copia|para (?:su )?(?:tramite|regulari\w+|renov\w+)|(?:le|se le) entreg\w+",
        ),
        Sign(r"(?:entreg\w+|dej\w+) (?:su |el )?" + PASSPORT + r" (?:en|como) (?:deposito|garantia|resguardo|custodia|prenda)"),
        Sign(
            r"(?:confiscat\w+|seiz\w+|surrender\w*|withh\w+|impound\w*|tak(?:e|es|en|ing) away|giv(?:e|es|ing) up|relinquish\w*|deposit\w*)(?: \w+){0,5} "
            + PASSPORT,
            not_after=NO,
            unless=r"complain\w*|copy|copies|return\w*|gave back|recover\w*",
        ),
        Sign(
            r"(?:hand\w*|turn\w*) (?:over|in)(?: \w+){0,4} " + PASSPORT,
            not_after=NO + r"|consulate|embassy|will be",
            unless=r"copy|copies|to the (?:child|girl|boy)|to (?:her|him)\b|consulate (?:will )?hand",
        ),
        Sign(
            PASSPORT + r"(?: \w+){0,4} (?:confiscated|seized|withheld|surrendered|impounded|taken away|retained|kept by|held by)\b",
            not_after=NO,
            unless=r"complain\w*|copy|return\w*|recover\w*|not (?:be )?(?:confiscated|seized|withheld|taken|retained)|was (?:seized|taken|confiscated)",
        ),
        Sign(
            TO_AUTHORITY_EN + r"(?: \w+){0,3} (?:keep\w*|kept|hold\w*|held|retain\w*)(?: \w+){0,3} " + PASSPORT,
            not_after=NO,
            unless=r"copy|copies|not (?:keep|hold|retain)",
        ),
        Sign(r"(?:quit|reten|confisc)\w+ (?:sus |los )?papeles", not_after=NO, unless=r"denunci\w+|queja"),
    ),
    ForbiddenKind.SIGN_IN_AT_POLICE_OR_MIGRATION: (
        Sign(
            r"(?:firm(?:a|ar|ara|as|e|en|aran)|pas(?:ar|ara|e) lista|libro de (?:firmas|registro)|control de firmas|estampar su firma)(?: \w+){0,8} "
            + POLICE,
            unless=r"denunci\w+|declaracion|acta|acompan\w+ a|solicitud|convenio|oficio|carta",
        ),
        Sign(
            r"(?:present(?:ar\w*|arse|acion|aciones|a|e|en|ara|aran)|comparec\w+|report(?:ar\w*|arse|e|es)|acud\w+|ir(?:a|an)?|asist\w+|registr\w+|checar|checara)(?: \w+){0,9} "
            + POLICE
            + r"(?: \w+){0,8} "
            + OFTEN
            + r"\b",
            unless=r"denunci\w+|asist\w+ a (?:su|sus|la|las) (?:cita|audiencia)",
        ),
        Sign(
            OFTEN
            + r"(?: \w+){0,9} (?:present(?:ar\w*|arse|acion|aciones|a|e|en|ara|aran)|comparec\w+|report(?:ar\w*|arse|e)|acud\w+|ira|firm(?:ar|ara|e))(?: \w+){0,7} "
            + POLICE,
            unless=r"denunci\w+",
        ),
        Sign(
            r"(?:presentarse|presentacion(?:es)?|comparecer|comparecencia|reportarse|se presente|se presentara|se reporte|se reportara|debera presentarse|checar|registrarse)(?: \w+){0,5} "
            + POLICE,
            unless=r"denunci\w+|cita\w*|audiencia\w*|entrevista\w*|tramite\w*|asilo|refugi\w+|abogad\w+|acompan\w+|regulari\w+|declar\w+|documento\w*|representa\w+|permiso",
        ),
        Sign(r"presentaciones periodicas|firmas? periodicas?|firma mensual|firma semanal|firma quincenal|firma diaria"),
        Sign(
            r"(?:sign\w*(?: (?:in|on|the|a|her|his|their|name|book|register|log))+|check\w*(?: |-)?ins?)(?: \w+){0,7} " + POLICE_EN + r"\b",
            unless=r"complaint|statement|crime|lawyer|application",
        ),
        Sign(
            POLICE_EN + r"(?: \w+){0,3} (?:sign(?:ing)? ?ins?|check ?ins?|reporting|register|sign in sheet)\b",
            unless=r"(?:register|report\w*) (?:a|the|any|her|his) (?:crime|theft|abuse|complaint|claim)",
        ),
        Sign(
            r"(?:report\w*|present\w*|appear\w*|show\w* up|go|goes|come|attend|register\w*|visit\w*)(?: \w+){0,7} "
            + POLICE_EN
            + r"(?: \w+){0,7} "
            + OFTEN_EN
            + r"\b",
            unless=r"complaint|\bcrime|abuse|theft|threat\w*|lawyer",
        ),
        Sign(
            OFTEN_EN + r"(?: \w+){0,6} (?:report\w*|present\w*|appear\w*|sign\w*|check\w*)(?: \w+){0,6} " + POLICE_EN + r"\b",
            unless=r"complaint|\bcrime|abuse|theft|threat\w*",
        ),
        Sign(
            r"(?:report\w*|present\w*) (?:(?:her|him|them)sel\w+ |in person )?(?:to|at|before)(?: (?:the|a|local|nearest|national))* "
            + POLICE_EN
            + r"(?: (?:station|office|authority|authorities|post|institute|checkpoint))",
            unless=r"complaint|\bcrime|abuse|theft|threat\w*|lawyer|hearing|interview|appointment|application|violence",
        ),
    ),
}

# Long words that nobody writes by chance: found also where spaces or signs stand between their letters.
SQUEEZED: dict[ForbiddenKind, str] = {
    ForbiddenKind.FACIAL_RECOGNITION: r"reconocimientofacial|facialrecognition|facerecognition",
    ForbiddenKind.VOICE_RECOGNITION: r"reconocimientodevoz|voicerecognition|voiceprint",
    ForbiddenKind.BIOMETRIC_CHECK_IN: r"biometric[oa]|biometria",
    ForbiddenKind.ELECTRONIC_TAG: r"brazalete(?:electronic|gps)|tobilleraelectronic|pulseraelectronic|electronictag|anklebracelet|anklemonitor|gpsbracelet|electronicbracelet",
    ForbiddenKind.GPS_APP: r"geolocaliza|localizadorgps|rastreadorgps",
    ForbiddenKind.CURFEW_HOUSE_ARREST: r"toquedequeda|arrestodomiciliario|housearrest",
}

LOOKALIKES = str.maketrans("аеорсхуікмтвнѕјԁɡǥαοερτικν", "aeopcxyikmtbhsjdggaoeptikv")
DIGITS = str.maketrans("0345678", "oeasgtb")  # 1 is read as "i" and as "l"
SIGNS_AS_LETTERS = str.maketrans({"@": "a", "$": "s", "€": "e", "!": "i", "|": "l"})
MIXED = re.compile(r"\b(?=\w*[a-z])(?=\w*\d)\w+\b")
ONE_BY_ONE = re.compile(r"\b(?:[a-z0-9] ){2,}[a-z0-9]\b")
INSIDE_A_WORD = re.compile(r"(?<=\w)[@$€!|](?=\w)")


def plain(text: str) -> list[str]:
    """Return the text as patterns read it: once or, where a "1" stands within a word, in its two readings."""
    letters = [one for one in unicodedata.normalize("NFKD", text) if unicodedata.category(one) not in ("Mn", "Cf", "Me")]
    found = "".join(letters).casefold().translate(LOOKALIKES)
    found = INSIDE_A_WORD.sub(lambda sign: sign[0].translate(SIGNS_AS_LETTERS), found)
    found = re.sub(r"(?<=\w\w)[.!?;:]+(?=\s)|\n\s*\n|;", " | ", found)  # the end of a sentence; "g.p.s." is none
    found = " ".join(re.sub(r"[^\w|]|_", " ", found).split())
    found = ONE_BY_ONE.sub(lambda spaced: spaced[0].replace(" ", ""), found)
    found = re.sub(r"([a-z])\1{2,}", r"\1", found)
    readings = [MIXED.sub(lambda word, one=one: word[0].translate(DIGITS).replace("1", one), found) for one in "il"]
    return list(dict.fromkeys(readings))


@cache
def _compiled() -> list[tuple[ForbiddenKind, re.Pattern, re.Pattern | None, re.Pattern | None]]:
    return [
        (
            kind,
            re.compile(rf"\b(?:{sign.pattern})"),
            re.compile(rf"\b(?:{sign.unless})") if sign.unless else None,
            re.compile(rf"\b(?:{sign.not_after})(?: \w+){{0,3}} ?$") if sign.not_after else None,
        )
        for kind, signs in SIGNS.items()
        for sign in signs
    ]


def find_forbidden(text: str) -> Forbidden | None:
    """Return the first thing in `text` that no restriction may ask of a child, or None."""
    for reading in plain(text):
        for kind, pattern, unless, not_after in _compiled():
            for match in pattern.finditer(reading):
                if not _is_harmless(reading, match, unless, not_after):
                    return Forbidden(kind, match[0])
        squeezed = re.sub(r"[\W_]", "", reading)
        for kind, stems in SQUEEZED.items():
            if match := re.search(stems, squeezed):
                return Forbidden(kind, match[0])
    return None


def _is_harmless(reading: str, match: re.Match, unless: re.Pattern | None, not_after: re.Pattern | None) -> bool:
    """Tell whether the sentence around the match says that it is something else, or that it is not asked."""
    start, end = reading.rfind("|", 0, match.start()) + 1, reading.find("|", match.end())
    sentence = reading[start : end if end >= 0 else len(reading)]
    before = reading[start : match.start()]
    return bool(unless and unless.search(sentence) or not_after and not_after.search(before))
