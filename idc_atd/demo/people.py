"""Invented names, and sentences that a case file could hold. No real person is meant."""

GIVEN_NAMES = {
    "female": (
        "Yesenia", "Marisol", "Brenda", "Dayana", "Keily", "Nohemí", "Ximena", "Roxana", "Lesly", "Abigail", "Juana", "Catarina",
        "Micaela", "Angie", "Fernanda", "Génesis", "Nicolle", "Wendy", "Heidi", "Paola",
    ),
    "male": (
        "Elder", "Wilmer", "Cristian", "Josué", "Kevin", "Marvin", "Osman", "Brayan", "Mateo", "Diego", "Domingo", "Pascual",
        "Selvin", "Alexis", "Ángel", "Denilson", "Carlos", "Edwin", "Isaí", "Rony",
    ),
}  # fmt: skip
SURNAMES = (
    "Caal", "Ramos", "Lemus", "Pineda", "Tzi", "Choc", "Ordóñez", "Mejía", "Santiago", "Velásquez", "Pop", "Quiej", "Zelaya", "Orellana",
    "Funes", "Ax", "Coc", "Bonilla", "Aguilar", "Rivas", "Xol", "Chub", "Escobar", "Melgar", "Guzmán", "Ical", "Benítez", "Toj",
)  # fmt: skip
WORKERS = (
    "Marcela Ibarra", "Rubén Castelo", "Ana Lucía Félix", "Jorge Valenzuela", "Patricia Domínguez", "Octavio Leyva", "Silvia Montaño",
    "Hugo Ruelas", "Teresa Gómez", "Fabián Cruz", "Rocío Jiménez", "Martín Solís", "Claudia Hernández", "Iván Morales", "Norma Aguirre",
)  # fmt: skip
SUPERVISORS = ("Rosa Figueroa", "Ernesto Palacios", "Guadalupe Nájera")
APPROVERS = ("Beatriz Salcido", "Ramiro Coutiño", "Leonor Arriaga")
INTAKE = ("Daniel Robles", "Verónica Pérez", "Adriana Luna")

# Nationality, its weight among children notified, the languages spoken there.
NATIONALITIES = (
    ("HN", 40, ("es", "es", "es", "miq", "cab")),
    ("GT", 34, ("es", "es", "kek", "mam", "quc", "kjb")),
    ("SV", 12, ("es",)),
    ("MX", 6, ("es", "zap", "nah")),
    ("NI", 3, ("es", "miq")),
    ("VE", 3, ("es",)),
    ("HT", 2, ("ht", "fr")),
)
DESTINATIONS = ("California", "Texas", "Nueva York", "Florida", "Sonora", "Ciudad de México", "Monterrey")
REASONS = (
    "family_reunification", "family_reunification", "domestic_violence_abuse", "gang_recruitment_threat", "generalised_insecurity",
    "poverty", "work", "education", "organised_crime_violence", "climate_disaster",
)  # fmt: skip

FACTS = {
    "views": (
        "Dice que quiere seguir estudiando y vivir con su tía. Pide que le avisen antes de cada cambio.",
        "Cuenta que tiene miedo de volver a su colonia. Quiere quedarse donde pueda dormir tranquilo.",
        "Quiere hablar con su mamá cada domingo. No quiere que llamen a su padrastro.",
    ),
    "identity": (
        "Acta de nacimiento en copia, entregada por la familia. Se identifica con su comunidad y su lengua.",
        "Sin documentos. La edad declarada concuerda con lo que relata de la escuela.",
    ),
    "family": (
        "Vivía con su abuela. La madre reside en otro país y mantiene contacto por teléfono.",
        "Viajó con una hermana mayor, de quien se separó en el camino. El contacto con ella es seguro.",
        "El padre falleció. Una tía materna ofrece recibirle y ya fue visitada.",
    ),
    "care": (
        "Duerme y come bien en el lugar donde está. Conoce a la persona de referencia y confía en ella.",
        "Hubo amenazas en el lugar de origen. En el alojamiento actual no hay riesgos observados.",
    ),
    "vulnerability": (
        "Deuda de la familia con quien organizó el viaje. No hay indicios de explotación durante el trayecto.",
        "Pertenece a un pueblo indígena y habla poco español; necesita intérprete en toda diligencia.",
    ),
    "health": (
        "Valoración médica sin hallazgos urgentes. Vacunas incompletas.",
        "Refiere dolor de cabeza y dificultad para dormir. Se canaliza a atención psicológica.",
    ),
    "education": (
        "Terminó la primaria. Quiere entrar a la secundaria.",
        "Dejó la escuela hace dos años para trabajar. Le gusta la mecánica.",
        "Cursaba el bachillerato. Tiene constancias digitales.",
    ),
}
VIEWS = (
    "Quiero estudiar y vivir con mi tía.",
    "No quiero regresar todavía. Quiero que me expliquen qué sigue.",
    "Me gusta la casa. Quiero hablar con mi mamá los domingos.",
    "Quiero estar con mi hermano.",
)
CONCLUSIONS = (
    "Por ahora lo mejor es permanecer en cuidado familiar mientras se resuelve su procedimiento, con escuela y acompañamiento psicológico.",
    "La reunificación con la tía materna responde a su interés superior, sujeta a la visita domiciliaria y a su opinión.",
    "Necesita protección frente a las amenazas en su lugar de origen: no debe considerarse el retorno.",
)
CARE_OPTIONS = (
    [
        {
            "solution": "regularised_stay_alternative_care",
            "text": "Cuidado familiar con escuela y acompañamiento",
            "speaks_for": "Es lo que pide; hay lugar cerca de su escuela.",
            "speaks_against": "Está lejos de su familia.",
            "risks": "Que el procedimiento se alargue.",
        },
        {
            "solution": "reunified_other_state",
            "text": "Vivir con la tía materna",
            "speaks_for": "Vínculo comprobado por teléfono.",
            "speaks_against": "Falta la visita domiciliaria.",
            "risks": "Se desconoce quién más vive ahí.",
        },
    ],
    [
        {
            "solution": "reunified_in_country",
            "text": "",
            "speaks_for": "La familia está localizada y quiere recibirle.",
            "speaks_against": "Poco espacio en la vivienda.",
            "risks": "Sin apoyo económico podría dejar la escuela.",
        },
        {
            "solution": "assisted_return_to_family",
            "text": "",
            "speaks_for": "La madre vive allá.",
            "speaks_against": "No quiere volver.",
            "risks": "Las amenazas siguen sin aclararse.",
        },
    ],
)
OPINIONS = {
    "legal": (
        "Sin documentos migratorios; puede pedir asilo y una estancia por razones humanitarias.",
        "Representación en coadyuvancia y solicitud antes del vencimiento.",
    ),
    "psychological": (
        "Duelo por la separación y sueño inquieto; conserva vínculos y proyectos.",
        "Atención semanal y llamadas regulares con su familia.",
    ),
    "social": (
        "Red familiar pequeña y dispuesta; la vivienda está por visitarse.",
        "Visita domiciliaria y plan de apoyo a quien le cuide.",
    ),
    "medical": ("Sin hallazgos urgentes; esquema de vacunas incompleto.", "Completar vacunas y valoración dental."),
}
EXPERTS = {
    "lawyer": ("Lic. Tomás Arce", "Lic. Olga Meza"),
    "psychologist": ("Mtra. Julia Soto", "Mtro. Saúl Paredes"),
    "health_staff": ("Dra. Inés Robles", "Dr. Hugo Lara"),
}
RISK_REASONS = {
    "high": "Amenazas directas en el lugar de origen y ningún adulto de confianza cerca.",
    "medium": "Viaja sin compañía; hay un familiar localizado y el alojamiento es seguro.",
    "low": "Está con su familia y sus necesidades están cubiertas.",
}
MEASURES = (
    ("school_enrolment", "Inscripción en la escuela más cercana al alojamiento", "Secretaría de Educación", "Laura Beltrán"),
    ("health_care", "Valoración médica completa y esquema de vacunas", "Secretaría de Salud", "Dr. Raúl Ochoa"),
    (
        "legal_representation",
        "Representación en coadyuvancia en el procedimiento migratorio",
        "Procuraduría de Protección",
        "Lic. Eva Cruz",
    ),
    ("regularisation", "Solicitud de estancia por razones humanitarias", "Procuraduría de Protección", "Lic. Eva Cruz"),
    ("alternative_care", "Búsqueda de familia de acogida que hable su lengua", "Programa de Acogimiento Familiar", "Irma Salas"),
    ("family_search", "Localización y entrevista con la tía materna", "Procuraduría de Protección", "Nora Gil"),
    ("participation", "Explicación del plan en su lengua, con copia", "Procuraduría de Protección", "Nora Gil"),
)
NOTES = (
    "Llamada con la niña: está tranquila, pregunta por la escuela. Se le explicó el siguiente paso.",
    "Reunión con el equipo del alojamiento: come mejor y participa en el taller de música.",
    "Se habló con la tía: confirma que puede recibir visita la próxima semana.",
    "Acudió a su cita médica acompañada. Sin novedad.",
)
VISITS = (
    "Se le ve tranquilo, tiene amigos y asiste a clases.",
    "Duerme mejor. Pide más tiempo de llamada con su familia.",
    "Está contenta con la familia que la recibe. Quiere seguir ahí.",
)
SUMMARIES = (
    "Se restituyeron los derechos del plan: cuidado familiar, escuela, salud y estancia regular. La familia conoce a quién acudir.",
    "Reunificación con la tía materna con seguimiento a 30 y 90 días. Sin riesgos observados.",
)

# Who sits on the panels of determinations: of the authority, of the family system, of legal aid.
PANEL = {
    "SON": ("Aurora Ríos", "Bruno Lara", "Carmen Soto"),
    "CHP": ("Delia Fuentes", "Efraín Cal", "Flor Mijangos"),
    "CMX": ("Gabriela Ochoa", "Héctor Pineda", "Inés Corona"),
}
DOSSIER = (
    "Vive desde hace semanas en cuidado familiar y asiste a la escuela. El consulado pide el retorno con la abuela paterna.",
    "La abuela fue entrevistada por la autoridad de protección de su país; se verificó el parentesco con acta. Hay un tío con amenazas.",
    "Permanecer en cuidado familiar con estancia regular y contacto semanal con la abuela.",
)
OPTIONS = (
    (
        "Quedarse en cuidado familiar, con estancia regular",
        "regularised_stay_alternative_care",
        "Es lo que pide. Estabilidad, escuela y atención psicológica en curso.",
        "Lejos de su abuela y de su comunidad.",
        "Ruptura de la familia de acogida: hay una segunda familia evaluada.",
    ),
    (
        "Retorno asistido con la abuela",
        "assisted_return_to_family",
        "Vínculo con la abuela, lengua y comunidad.",
        "No es lo que pide ahora. La escuela queda lejos.",
        "Amenazas del tío, que vive a dos cuadras; no hay medida que las conjure.",
    ),
)
WORDS = (
    "Su opinión es clara y constante, y los riesgos en origen no están resueltos.",
    "Su salud emocional mejoró con la estabilidad; un cambio ahora la pondría en riesgo.",
    "La abuela es su familia y fue verificada. Con una orden de protección en origen, el retorno sería posible en unos meses.",
)
COMPARED = (
    "Pide quedarse y explica por qué.",
    "En ambas opciones conserva su lengua; aquí, con intérprete.",
    "El vínculo con la abuela pesa a favor del retorno.",
    "Aquí no hay riesgos observados; en origen hay amenazas.",
    "La deuda del viaje lo expone si vuelve.",
    "La atención psicológica está en curso.",
    "Está inscrito en la secundaria.",
)
DECIDED = {
    "facts_accepted": "Los del expediente, salvo la distancia a la escuela, que no se probó.",
    "views_weight": "Gran peso: tiene edad y madurez para entender lo que elige, y lo sostuvo en tres conversaciones.",
    "reasons": "Es lo que pide y lo que mejor lo protege mientras las amenazas en origen no cesen.",
    "conditions": "Llamada semanal con la abuela; revisión si cambian las condiciones en origen.",
    "implementer": "Procuraduría de Protección y Programa de Acogimiento Familiar",
    "appeal_information": "Ante la propia Procuraduría, en 15 días hábiles; su representante puede hacerlo en su nombre.",
}
