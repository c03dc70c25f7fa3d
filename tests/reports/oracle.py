"""Every indicator again, in plain Python over rows fetched as dictionaries: nothing is shared with reports/ nor counted by SQL.

Each method answers result key -> figure: a number; (part, base, unknown) of a share; {class: number} of a distribution, without zeros;
(n, median, p90) of a spread; (value, behind) of an amount.
"""

import json
from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import connection

TABLES = [
    "accounts_organisation",
    "audit_event",
    "cases_actionprogress",
    "cases_case",
    "cases_child",
    "cases_closureproposal",
    "cases_designation",
    "cases_evaluation",
    "cases_explanation",
    "cases_familymember",
    "cases_followupvisit",
    "cases_interview",
    "cases_migrationprocedure",
    "cases_notification",
    "cases_plan",
    "cases_planaction",
    "cases_planline",
    "cases_release",
    "cases_service",
    "cases_significantevent",
    "cases_stephistory",
    "cases_task",
    "cases_wellbeingmeasure",
    "determinations_decision",
    "determinations_determination",
    "determinations_dossier",
    "determinations_session",
    "liberty_deprivationevent",
    "liberty_restriction",
    "liberty_restrictionappeal",
    "liberty_restrictionreview",
    "liberty_voiceentry",
    "placements_absence",
    "placements_facility",
    "placements_placement",
    "placements_profile",
    "referrals_referral",
    "referrals_referralstep",
]
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
APPROVED = ("approved", "superseded")
LIVED = ("active", "absent", "ended")
FAMILY = ("own_family_community", "kinship_care", "family_unit_shelter", "foster_family", "community_host")
SCHOOL = {
    "none": "none",
    "preschool": "none",
    "special_education": "primary",
    "technical": "high_school",
    "not_school_age": "not_school_age",
    "unknown": "unknown",
}
DESTINATIONS = {
    "california": "US-CA",
    "texas": "US-TX",
    "nueva york": "US-NY",
    "nuevo león": "MX-NLE",
    "canadá": "CA",
    "guatemala": "GT",
    "eeuu": "US",
    "": "unknown",
}
DEPARTMENTS = {
    ("GT", "huehuetenango"): "GT-Huehuetenango",
    ("HN", "cortes"): "HN-Cortés",
    ("HN", "la paz"): "HN-La Paz",
    ("SV", "la paz"): "SV-La Paz",
}
HOLIDAYS = {  # of the Mexican labour law and the pack's own, in the years of the population
    *(date(2025, *day) for day in [(1, 1), (2, 3), (3, 17), (4, 17), (4, 18), (5, 1), (9, 16), (11, 17), (12, 25)]),
    *(date(2026, *day) for day in [(1, 1), (2, 2), (3, 16), (4, 2), (4, 3), (5, 1), (9, 16), (11, 16), (12, 25)]),
}
PLAN_DUE = {"high": 6 * DAY, "": 6 * DAY, "medium": 14 * DAY, "low": 29 * DAY}  # evaluation and plan


class Rows:
    """Every table as a list of dictionaries."""

    def __init__(self):
        self.tables = {}
        with connection.cursor() as cursor:
            for table in TABLES:
                cursor.execute(f"SELECT * FROM {table}")
                names = [column.name for column in cursor.description]
                self.tables[table] = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        self.child = {row["id"]: row for row in self["cases_child"]}
        self.case = {row["id"]: row for row in self["cases_case"]}
        for row in self["cases_wellbeingmeasure"]:
            row["scores"] = json.loads(row["scores"]) if isinstance(row["scores"], str) else row["scores"]

    def __getitem__(self, table):
        return self.tables[table]

    def by(self, table, column="case_id"):
        found = defaultdict(list)
        for row in self[table]:
            found[row[column]].append(row)
        return found

    def person(self, case):
        child = self.child[case["child_id"]]
        return child["merged_into_id"] or child["id"]


def percentile(values, share):
    if not values:
        return None
    values = sorted(values)
    place = (len(values) - 1) * share
    low = int(place)
    high = min(low + 1, len(values) - 1)
    return values[low] + (values[high] - values[low]) * (place - low)


def spread(values):
    values = [float(value) for value in values]
    return len(values), percentile(values, 0.5), percentile(values, 0.9)


def share(rows, is_part, unknown=0):
    rows = list(rows)
    return sum(1 for row in rows if is_part(row)), len(rows), unknown


def hours(length):
    return length.total_seconds() / 3600


class Oracle:
    """The figures for some units, or for some cases, from `since` to before `until`."""

    def __init__(self, rows, *, units=(), cases=None, since, until, zone):
        self.rows, self.units, self.own = rows, set(units), cases
        # In one zone whose clocks change, Python would subtract what the clocks say.
        self.since, self.until, self.zone = since.astimezone(UTC), until.astimezone(UTC), ZoneInfo(zone)
        self.first, self.last = self.day(since), self.day(until)
        real = [
            case
            for case in rows["cases_case"]
            if case["status"] != "merged" and case["closure_reason"] not in ("opened_in_error", "duplicate_merged")
        ]
        self.all_real = real
        self.cases = [case for case in real if (case["id"] in cases if cases is not None else case["unit_id"] in self.units)]
        self.mine = {case["id"] for case in self.cases}

    def day(self, instant):
        return instant.astimezone(self.zone).date()

    def within(self, instant):
        if isinstance(instant, datetime):
            return self.since <= instant < self.until
        return instant is not None and self.first <= instant < self.last

    def of(self, table):
        """The records of the cases of the scope, each with its person."""
        for row in self.rows[table]:
            if row["case_id"] in self.mine:
                yield row | {"person": self.rows.person(self.rows.case[row["case_id"]])}

    def child_of(self, person):
        return self.rows.child[person]

    # The bases

    def new(self):
        firsts = {}
        for case in sorted(self.cases, key=lambda case: (case["opened_at"] or self.until, case["id"])):
            if case["opened_at"] and self.within(case["opened_at"]):
                firsts.setdefault(self.rows.person(case), case)
        return firsts

    def open(self):
        return [
            case
            for case in self.cases
            if case["opened_at"] and case["opened_at"] < self.until and (case["closed_at"] is None or case["closed_at"] >= self.until)
        ]

    def served(self):
        found = defaultdict(list)
        for case in self.cases:
            if case["opened_at"] and case["opened_at"] < self.until and (case["closed_at"] is None or case["closed_at"] > self.since):
                found[self.rows.person(case)].append(case)
        return found

    def stays(self):
        for row in self.of("placements_placement"):
            if row["state"] in LIVED and row["starts_at"] < self.until and (row["ends_at"] is None or row["ends_at"] > self.since):
                yield row | {"nights": self.nights(row)}

    def nights(self, row):
        nights, day, end = 0, self.day(max(row["starts_at"], self.since)), self.day(min(row["ends_at"] or self.until, self.until))
        while day < end:
            nights, day = nights + 1, day + DAY
        return nights

    # The indicators

    def i01(self):
        return {"new": len(self.new())}

    def i02(self):
        return {"open": len({self.rows.person(case) for case in self.open()})}

    def i03(self):
        stays, found = self.rows.by("placements_placement"), {}
        for case in self.cases:
            if self.within(case["notified_at"]):
                placed = any(
                    stay["state"] in LIVED
                    and stay["starts_at"] <= case["notified_at"] + DAY
                    and (stay["ends_at"] is None or stay["ends_at"] > case["notified_at"])
                    for stay in stays[case["id"]]
                )
                person = self.rows.person(case)
                found[person] = found.get(person, False) or placed
        return {"admitted": share(found.values(), bool)}

    def first_plans(self):
        firsts = {}
        for plan in self.rows["cases_plan"]:
            if plan["state"] in APPROVED:
                before = firsts.get(plan["case_id"])
                if before is None or (plan["reviewed_at"], plan["id"]) < (before["reviewed_at"], before["id"]):
                    firsts[plan["case_id"]] = plan
        return firsts

    def i04(self):
        firsts = self.first_plans()
        due = [case for case in self.new().values() if case["opened_at"] + PLAN_DUE[case["risk_level"]] <= self.until]
        return {
            "issued": sum(1 for case, plan in firsts.items() if case in self.mine and self.within(plan["reviewed_at"])),
            "covered": share(due, lambda case: case["id"] in firsts and firsts[case["id"]]["reviewed_at"] < self.until),
        }

    def i05(self):
        levels = Counter(self.child_of(person)["schooling_level"] for person in self.new())
        found = Counter()
        for level, number in levels.items():
            found[
                SCHOOL.get(level) or {"primary": "primary", "lower": "secondary", "upper": "high_school"}.get(level.split("_")[0], "higher")
            ] += number
        return {"schooling": dict(found)}

    def said(self, name):
        notes = {row["id"]: row for row in self.rows["cases_notification"]}
        return [notes[case["notification_id"]][name] if case["notification_id"] else "" for case in self.new().values()]

    def i06(self):
        return {"destination": dict(Counter(DESTINATIONS.get(words.strip().lower(), "other") for words in self.said("destination")))}

    def i07(self):
        any_reason = Counter()
        for main, others in zip(self.said("main_reason"), self.said("other_reasons"), strict=True):
            given = {main, *others} - {"", "unknown"}
            any_reason.update(given or {"unknown"})
        return {"main": dict(Counter(reason or "unknown" for reason in self.said("main_reason"))), "any": dict(any_reason)}

    def i08(self):
        children = [self.child_of(person) for person in self.new()]
        departments = Counter(
            DEPARTMENTS.get((child["nationality"], child["region_of_origin"].lower()), "other") if child["region_of_origin"] else "unknown"
            for child in children
        )
        return {"nationality": dict(Counter(child["nationality"] or "unknown" for child in children)), "department": dict(departments)}

    def held(self):
        return [
            row
            for row in self.of("liberty_deprivationevent")
            if row["withdrawn_at"] is None and row["started_at"] < self.until and (row["ended_at"] is None or row["ended_at"] > self.since)
        ]

    def i09(self):
        affected = {row["person"] for row in self.held()}
        return {
            "affected": share(self.served(), lambda person: person in affected),
            "places": dict(Counter(row["facility_type"] for row in self.held())),
        }

    def i10(self):
        times = defaultdict(list)
        for row in self.held():
            times[row["person"]].append((max(row["started_at"], self.since), min(row["ended_at"] or self.until, self.until)))
        found = []
        for periods in times.values():
            total, reached = timedelta(), self.since
            for start, end in sorted(periods):
                total += max(end - max(start, reached), timedelta())
                reached = max(reached, end)
            found.append(hours(total))
        return {"hours": (sum(found), len(found)), "per_child": spread(found)}

    def i11(self):
        ended = [
            row["ended_at"] - row["started_at"]
            for row in self.of("liberty_deprivationevent")
            if row["withdrawn_at"] is None and row["ended_at"] and self.within(row["ended_at"])
        ]
        return {"within_4": share(ended, lambda long: long <= 4 * HOUR), "within_24": share(ended, lambda long: long <= DAY)}

    def on_time(self, *kinds):
        found = {}
        for kind in kinds:
            due = [
                row
                for row in self.of("cases_task")
                if row["kind"] == kind and row["source"] == "deadline" and row["outcome"] != "dropped" and self.within(row["due_at"])
            ]
            found[f"on_time_{kind}"] = share(due, lambda row: row["closed_at"] is not None and row["closed_at"] <= row["due_at"])
        return found

    def i12(self):
        notes = {row["id"]: row for row in self.rows["cases_notification"]}
        received = [notes[case["notification_id"]] for case in self.cases if case["notification_id"] and self.within(case["notified_at"])]
        firsts = {}
        for row in self.of("placements_placement"):
            if (
                row["state"] in LIVED
                and row["case_id"] not in firsts
                or row["state"] in LIVED
                and row["starts_at"] < firsts[row["case_id"]]["starts_at"]
            ):
                firsts[row["case_id"]] = row
        waits = [
            max(hours(row["starts_at"] - self.rows.case[row["case_id"]]["notified_at"]), 0)
            for row in firsts.values()
            if self.within(row["starts_at"])
        ]
        return {
            "located_notified": spread(hours(row["received_at"] - row["located_at"]) for row in received),
            **self.on_time("notify_protection_authority"),
            "notified_placed": spread(waits),
            "placed_24": share(waits, lambda wait: wait <= 24),
        }

    def business_days(self, since, until):
        """Days worked after `since` up to `until`, either way round."""
        sign, since, until = (1, since, until) if since <= until else (-1, until, since)
        every = (since + number * DAY for number in range(1, (until - since).days + 1))
        return sign * sum(1 for day in every if day.weekday() < 5 and day not in HOLIDAYS)

    def i13(self):
        firsts = {}
        for row in self.of("cases_stephistory"):
            key = row["case_id"], row["entered"]
            if key not in firsts or (row["at"], row["id"]) < (firsts[key]["at"], firsts[key]["id"]):
                firsts[key] = row
        found = {}
        for step in ("designation", "evaluation", "plan_design", "plan_execution", "follow_up", "closed", "bid"):
            rows = [(self.rows.case[case]["notified_at"], row["at"]) for (case, entered), row in firsts.items() if entered == step]
            rows = [pair for pair in rows if self.within(pair[1])]
            found[f"hours_{step}"] = spread(hours(at - notified) for notified, at in rows)
            found[f"days_{step}"] = spread(self.business_days(self.day(notified), self.day(at)) for notified, at in rows)
        return found | self.on_time("rapid_assessment", "designation", "evaluation", "plan", "first_visit", "plan_review")

    def i14(self):
        talks = self.rows.by("cases_interview")

        def is_heard(row):
            return bool(row["child_views"]) and any(
                talk["kind"] == "evaluation_interview"
                and talk["held_at"] <= row["reviewed_at"]
                and (talk["resumed"] or not talk["stopped_for_distress"])
                for talk in talks[row["case_id"]]
            )

        approved = [row for row in self.of("cases_evaluation") if row["state"] in APPROVED and self.within(row["reviewed_at"])]
        return {"heard": share(approved, is_heard)}

    def i15(self):
        talks = [
            row for row in self.of("cases_interview") if self.within(row["held_at"]) and self.child_of(row["person"])["needs_interpreter"]
        ]
        return {"interpreted": share(talks, lambda row: row["interpreter_kind"] in ("independent", "not_needed"))}

    def i16(self):
        nights, firsts, began = Counter(), {}, {}
        for row in self.stays():
            nights[row["placement_type"]] += row["nights"]
            if row["starts_at"] >= self.since:
                key = row["starts_at"], row["placement_type"]
                firsts[row["person"]] = min(firsts.get(row["person"], key), key)
        for row in self.rows["placements_placement"]:
            if row["state"] in LIVED:
                child = self.rows.child[row["child_id"]]
                person = child["merged_into_id"] or child["id"]
                began[person] = min(began.get(person, row["starts_at"]), row["starts_at"])
        first = Counter(kind for person, (at, kind) in firsts.items() if began[person] == at)
        family = sum(number for kind, number in nights.items() if kind in FAMILY)
        return {"nights": {k: v for k, v in nights.items() if v}, "first": dict(first), "family": (family, sum(nights.values()), 0)}

    def i17(self):
        groups = defaultdict(lambda: (set(), set()))
        lived = [row for row in self.of("placements_placement") if row["state"] in LIVED and row["starts_at"] < self.until]
        placed = [row for row in lived if row["ends_at"] is None or row["ends_at"] >= self.until]
        member = {row["child_id"]: row["group_id"] for row in self.rows["cases_familymember"]}
        for row in placed:
            child = self.rows.case[row["case_id"]]["child_id"]
            for one in {child, row["person"]} & member.keys():
                people, places = groups[member[one]]
                people.add(row["person"])
                places.add(row["facility_id"] or (row["placement_type"], row["place_name"].lower()))
        families = [places for people, places in groups.values() if len(people) > 1]
        return {"together": share(families, lambda places: len(places) == 1)}

    def i18(self):
        living = {row["facility_id"] for row in self.stays()}
        homes = {
            home["id"]
            for home in self.rows["placements_facility"]
            if home["id"] in living or (self.own is None and home["is_active"] and home["organisation_id"] in self.units)
        }
        capacity = Counter()
        for row in self.rows["placements_profile"]:
            capacity[row["facility_id"]] += row["places"]
        taken = Counter()
        for row in self.rows["placements_placement"]:
            if row["facility_id"] in homes and row["state"] in LIVED and row["starts_at"] < self.until:
                day, end = self.day(max(row["starts_at"], self.since)), self.day(min(row["ends_at"] or self.until, self.until))
                while day < end:
                    taken[row["facility_id"], day] += row["adults"] + 1
                    day += DAY
        asked = [row for row in self.of("placements_placement") if row["facility_id"] and self.within(row["requested_at"])]
        return {
            "occupancy": (sum(taken.values()), sum(capacity[home] for home in homes) * (self.last - self.first).days, 0),
            "over": sum(1 for (home, _day), people in taken.items() if people > capacity[home]),
            "no_capacity": share(asked, lambda row: row["state"] == "declined" and row["decline_reason"] == "no_capacity"),
        }

    def i19(self):
        lengths = defaultdict(list)
        for row in self.of("placements_placement"):
            if row["state"] in LIVED and row["ends_at"] and self.within(row["ends_at"]):
                lengths[row["placement_type"]].append((self.day(row["ends_at"]) - self.day(row["starts_at"])).days)
        kinds = [*FAMILY, "supervised_independent_living", "small_group_home", "first_reception_centre", "residential_cas_public"]
        kinds += ["residential_cas_private", "specialised_protection_shelter", "health_facility"]
        reception = [row for row in self.stays() if row["placement_type"] == "first_reception_centre"]
        too_long = share(reception, lambda row: min(row["ends_at"] or self.until, self.until) - row["starts_at"] > 45 * DAY)
        return {f"nights_{kind}": spread(lengths[kind]) for kind in kinds} | {"too_long": too_long}

    def i20(self):
        sent = [row for row in self.of("referrals_referral") if row["sent_at"] and self.within(row["sent_at"])]
        letters = {row["id"]: row for row in self.of("referrals_referral")}
        steps = [row for row in self.rows["referrals_referralstep"] if row["referral_id"] in letters and row["move"] == "accept"]
        waits = [hours(row["at"] - letters[row["referral_id"]]["sent_at"]) / 24 for row in steps if self.within(row["at"])]
        by_type = defaultdict(list)
        for row in sent:
            by_type[row["type"]].append(row)
        return {
            "completed": share(sent, lambda row: row["state"] == "completed"),
            "expired": share(sent, lambda row: row["state"] == "expired"),
            "acceptance": spread(waits),
            **{f"completed_{kind}": share(rows, lambda row: row["state"] == "completed") for kind, rows in by_type.items()},
        }

    def i21(self):
        plans = {row["id"]: row for row in self.of("cases_plan") if row["state"] == "approved"}
        lines = {row["id"] for row in self.rows["cases_planline"] if row["plan_id"] in plans}
        progress = self.rows.by("cases_actionprogress", "action_id")
        due = [row for row in self.rows["cases_planaction"] if row["line_id"] in lines and self.within(row["due_on"])]
        return {
            "done": share(
                due, lambda row: any(one["status"] == "done" and self.day(one["at"]) <= row["due_on"] for one in progress[row["id"]])
            )
        }

    def i22(self):
        served, measures = self.served(), defaultdict(list)
        for row in self.of("cases_wellbeingmeasure"):
            if row["person"] in served and row["measured_on"] < self.last:
                measures[row["person"]].append((row["measured_on"], row["created_at"], row["id"], row["scores"]))
        pairs, changes, means = 0, defaultdict(list), []
        for rows in measures.values():
            first, last = min(rows, key=lambda row: row[:3]), max(rows, key=lambda row: row[:3])
            if last[0] >= self.first and (last[0] - first[0]).days >= 14:
                pairs += 1
                both = {domain: last[3][domain] - first[3][domain] for domain in first[3].keys() & last[3].keys()}
                for domain, change in both.items():
                    changes[domain].append(change)
                if both:
                    means.append(sum(both.values()) / len(both))
        domains = [
            "safety",
            "physical_health",
            "emotional",
            "relations",
            "education_play",
            "basic_needs",
            "information_say",
            "belonging_hope",
        ]
        ways = Counter("better" if mean >= 1 else "worse" if mean <= -1 else "same" for mean in means)
        return {
            "mean": (sum(means) / len(means) if means else None, len(means)),
            **{f"domain_{one}": (sum(changes[one]) / len(changes[one]) if changes[one] else None, len(changes[one])) for one in domains},
            "direction": dict(ways),
            "coverage": (pairs, len(served), 0),
        }

    def i23(self):
        lasts = {}
        for case in sorted(self.cases, key=lambda case: case["id"], reverse=True):
            if case["closed_at"] and self.within(case["closed_at"]):
                person = self.rows.person(case)
                if person not in lasts or case["closed_at"] >= lasts[person]["closed_at"]:
                    lasts[person] = case
        return {
            "reason": dict(Counter(case["closure_reason"] for case in lasts.values())),
            "solution": dict(Counter(case["durable_solution"] or "unknown" for case in lasts.values())),
        }

    def i24(self):
        released, proposals = self.rows.by("cases_release"), self.rows.by("cases_closureproposal")
        visits, days = self.rows.by("cases_followupvisit"), {}
        for case in sorted(self.cases, key=lambda case: case["id"], reverse=True):
            releases = released[case["id"]]
            if not releases and case["durable_solution"] not in (
                "reunified_in_country",
                "reunified_other_state",
                "reunified_third_country",
            ):
                continue
            if case["closed_at"] and case["closed_at"] < self.since - 91 * DAY:
                continue
            handed = [row["handed_over_on"] for row in proposals[case["id"]] if row["state"] == "approved" and row["handed_over_on"]]
            day = min((self.day(row["released_at"]) for row in releases), default=None) or next(iter(handed), None)
            day = day or (self.day(case["closed_at"]) if case["closed_at"] else None)
            if day and self.within(day + 90 * DAY):
                person = self.rows.person(case)
                if person not in days or day >= days[person][0]:
                    days[person] = day, case["id"]
        seen = []
        for day, case in days.values():
            found = [
                row
                for row in visits[case]
                if row["kind"] == "after_reunification"
                and row["seen_child"]
                and row["held_at"] < self.until
                and self.day(row["held_at"]) >= day + 83 * DAY
            ]
            latest = max((row["held_at"] for row in found), default=None)
            last = sorted((row for row in found if row["held_at"] == latest), key=lambda row: row["id"])[:1]
            seen += [row["risk_level"] for row in last]
        return {"seen": (len(seen), len(days), 0), "safe": (sum(risk != "high" for risk in seen), len(days), 0)}

    def i25(self):
        served = self.served()
        rows = list(self.of("placements_absence"))
        gone = [
            row for row in rows if self.within(row["starts_at"]) and min(row["ends_at"] or self.until, self.until) - row["starts_at"] >= DAY
        ]
        people = {row["person"] for row in gone}
        nights = sum(row["nights"] for row in self.stays())
        missing = {row["person"] for row in rows if row["starts_at"] < self.until and (not row["ends_at"] or row["ends_at"] >= self.until)}
        return {
            "absent": share(served, lambda person: person in people),
            "rate": (len(gone) / nights * 1000 if nights else None, len(people)),
            "types": dict(Counter(row["type"] for row in gone)),
            "returned": share(gone, lambda row: row["state"] in ("returned", "return_interview_done") and row["ends_at"] < self.until),
            "missing": len(missing),
        }

    def foreign(self):
        """The new cases of children from elsewhere, and how many there are of whom it is not known."""
        country = {row["id"]: row["country"] for row in self.rows["accounts_organisation"]}
        known, unknown = [], 0
        for person, case in self.new().items():
            child, here = self.child_of(person), country[case["unit_id"]]
            if here in child["other_nationalities"] or child["nationality"] == here:
                continue
            if child["nationality"]:
                known.append(case)
            else:
                unknown += 1
        return known, unknown

    def i26(self):
        known, unknown = self.foreign()
        answers, filed = defaultdict(set), set()
        for row in self.rows["cases_evaluation"]:
            if row["state"] in APPROVED and row["international_protection"]:
                answers[row["case_id"]].add(row["international_protection"])
        decided = []
        for row in self.rows["cases_migrationprocedure"]:
            if row["kind"] == "asylum":
                filed.add(row["case_id"])
                if row["case_id"] in self.mine and row["state"] != "filed" and self.within(row["appeal_decided_on"] or row["decided_on"]):
                    decided.append(row["appeal_resolution"] or row["resolution"])
        return {
            "screened": share(known, lambda case: answers[case["id"]], unknown),
            "indicated": share(known, lambda case: "yes" in answers[case["id"]], unknown),
            "applied": share(known, lambda case: case["id"] in filed, unknown),
            "recognised": share(decided, lambda how: how in ("granted", "complementary")),
        }

    def i27(self):
        known, unknown = self.foreign()
        visitor = ("humanitarian_visitor_provisional", "humanitarian_visitor")
        granted = {row["case_id"] for row in self.rows["cases_migrationprocedure"] if row["granted_status"] in visitor}
        return {"humanitarian": share(known, lambda case: case["migration_status"] in visitor or case["id"] in granted, unknown)}

    def i28(self):
        named = self.rows.by("cases_designation")
        new = self.new().values()
        due = [case for case in new if case["opened_at"] + 7 * DAY <= self.until]
        by_then = lambda case: any(row["designated_at"] <= case["opened_at"] + 7 * DAY for row in named[case["id"]])  # noqa: E731
        return {"represented": share(due, by_then, len(new) - len(due))}

    def age_on(self, person, day):
        child = self.child_of(person)
        since, years = child["declared_on"], child["declared_age"]
        if child["birth_date"] and child["birth_precision"] in ("exact", "year_month", "year"):
            since, years = child["birth_date"], 0
        if years is None or since is None:
            return years
        passed = abs(day.year - since.year) - ((max(day, since).month, max(day, since).day) < (min(day, since).month, min(day, since).day))
        return years + passed * (1 if day >= since else -1)

    def i29(self):
        services, known, unknown = self.rows.by("cases_service"), [], 0
        for person, cases in self.served().items():
            case = min(cases, key=lambda case: (case["opened_at"], case["id"]))
            if min(case["closed_at"] or self.until, self.until) < case["opened_at"] + 15 * DAY:
                continue
            day = self.day(case["opened_at"]) + 15 * DAY
            age = self.age_on(person, day)
            unknown += age is None
            if age is not None and 6 <= age <= 17:
                known.append((case["id"], day))

        def learns(pair):
            return any(
                row["type"] in ("formal_education", "non_formal_education") and row["started_on"] and row["started_on"] <= pair[1]
                for row in services[pair[0]]
            )

        return {"enrolled": share(known, learns, unknown)}

    def i30(self):
        rows = {row["id"]: row for row in self.of("liberty_restriction")}
        stand = [
            row
            for row in rows.values()
            if row["state"] != "proposed"
            and row["end_cause"] != "declined"
            and row["starts_on"] < self.last
            and row["informed_on"]
            and row["informed_on"] < self.last
            and (row["ended_on"] is None or row["ended_on"] >= self.last)
        ]
        appeals = [row for row in self.rows["liberty_restrictionappeal"] if row["restriction_id"] in rows and self.within(row["filed_on"])]
        reviews = [row for row in self.rows["liberty_restrictionreview"] if row["restriction_id"] in rows and self.within(row["held_on"])]
        attempts = [
            row
            for row in self.rows["audit_event"]
            if (row["kind"], row["action"], row["target_type"]) == ("refused", "restriction.forbidden", "cases.case")
            and self.within(row["at"])
        ]
        mine = {str(case) for case in self.mine}
        return {
            "in_effect": sum(row["review_date"] >= self.last for row in stand),
            "overdue": sum(row["review_date"] < self.last for row in stand),
            "appealed": len(appeals),
            "lifted": sum(row["outcome"] == "lift" for row in reviews),
            "blocked": sum(row["target_id"] in mine for row in attempts),
        }

    def i31(self):
        asked = {row["id"]: row for row in self.of("determinations_determination")}
        dossier = {row["id"]: row["determination_id"] for row in self.rows["determinations_dossier"]}
        decisions = {row["id"]: row for row in self.rows["determinations_decision"]}
        firsts = {}
        for row in sorted(decisions.values(), key=lambda row: row["decided_at"]):
            if dossier[row["dossier_id"]] in asked:
                firsts.setdefault(dossier[row["dossier_id"]], row["decided_at"])
        days = [hours(at - asked[key]["requested_at"]) / 24 for key, at in firsts.items() if self.within(at)]
        sessions = [row for row in self.rows["determinations_session"] if row["determination_id"] in asked and row["outcome"] == "deferred"]
        standing = [(row, decisions[row["standing_id"]]) for row in asked.values() if row["standing_id"]]
        due = [pair for pair in standing if self.within(pair[1]["implement_by"])]
        answers = []
        for row, decision in standing:
            if self.within(decision["decided_at"]):
                told = [
                    one for one in self.rows["cases_explanation"] if one["document"] == decision["id"] and one["case_id"] == row["case_id"]
                ]
                # The last day; on one day, the one recorded last; recorded at once, the first by its id.
                told.sort(key=lambda one: one["id"])
                told.sort(key=lambda one: (one["told_on"], one["created_at"]), reverse=True)
                answers.append(told[0]["child_agrees"] if told else "unclear")
        clear = [answer for answer in answers if answer != "unclear"]
        return {
            "requested": sum(self.within(row["requested_at"]) for row in asked.values()),
            "decided": len(days),
            "days": spread(days),
            "deferred": sum(self.within(row["closed_at"]) for row in sessions),
            "in_time": share(due, lambda pair: pair[0]["executed_at"] and self.day(pair[0]["executed_at"]) <= pair[1]["implement_by"]),
            "wishes": share(clear, lambda answer: answer == "yes", len(answers) - len(clear)),
        }

    def i32(self):
        served, answers = self.served(), {}
        # The last answer: of one day and instant, the one with the smallest id.
        rows = sorted(self.of("cases_wellbeingmeasure"), key=lambda row: row["id"], reverse=True)
        for row in sorted(rows, key=lambda row: (row["measured_on"], row["created_at"])):
            if (
                row["person"] in served
                and row["respondent"] == "child"
                and "information_say" in row["scores"]
                and self.within(row["measured_on"])
            ):
                answers[row["person"]] = row["scores"]["information_say"]
        plans = [row for row in self.of("cases_plan") if row["state"] in APPROVED and self.within(row["reviewed_at"])]
        letters = {row["id"] for row in self.of("referrals_referral")}
        ends = ("complete", "complete_in_part", "not_attended")
        steps = [row for row in self.rows["referrals_referralstep"] if row["move"] in ends and row["referral_id"] in letters]
        return {
            "understands": share(answers.values(), lambda score: score >= 4, len(served) - len(answers)),
            "took_part": share(plans, lambda row: row["child_participated"]),
            "attended": share([row for row in steps if self.within(row["at"])], lambda row: row["move"] != "not_attended"),
        }

    def i33(self):
        cases, loads = {case["id"] for case in self.open()}, Counter()
        for row in self.rows["cases_designation"]:
            if row["case_id"] in cases and row["designated_at"] < self.until and (row["ended_at"] is None or row["ended_at"] >= self.until):
                loads[row["person_id"]] += 1
        return {
            "caseload": spread(loads.values()),
            "most": (max(loads.values(), default=None), sum(loads.values())),
            "over": share(loads.values(), lambda load: load > 25),
        }

    def i34(self):
        opened = defaultdict(list)
        for case in self.all_real:
            if case["opened_at"]:
                opened[self.rows.person(case)].append(case["opened_at"])
        return {"repeated": share(self.new().items(), lambda pair: min(opened[pair[0]]) < pair[1]["opened_at"])}

    def i35(self):
        rows = [row for row in self.of("cases_migrationprocedure") if row["kind"] != "asylum" and self.within(row["decided_on"])]
        clear = [row for row in rows if row["is_consistent"] != "unclear"]
        return {"consistent": share(clear, lambda row: row["is_consistent"] == "yes", len(rows) - len(clear))}

    def i36(self):
        return {}

    def i37(self):
        events = [row for row in self.of("cases_significantevent") if row["kind"] == "incident" and self.within(row["happened_at"])]
        nights = sum(row["nights"] for row in self.stays())
        said = [
            row
            for row in self.rows["liberty_voiceentry"]
            if row["kind"] == "complaint"
            and (row["case_id"] in self.mine if row["case_id"] else self.own is None and row["unit_id"] in self.units)
        ]
        received, due = [row for row in said if self.within(row["received_at"])], [row for row in said if self.within(row["due_at"])]
        return {
            "incidents": len(events),
            "incident_rate": (len(events) / nights * 1000, len({row["person"] for row in events})),
            "complaints": len(received),
            "complaint_rate": (len(received) / nights * 1000, len(received)),
            "answered": share(due, lambda row: row["answered_at"] is not None and row["answered_at"] <= row["due_at"]),
        }
