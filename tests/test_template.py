from tests import template


def test_whatever_a_migration_leads_to_makes_another_template(tmp_path, monkeypatch):
    (tmp_path / "cases" / "migrations").mkdir(parents=True)
    (tmp_path / "audit").mkdir()
    migration, wall, deeper = (tmp_path / name for name in ("cases/migrations/0001_first.py", "audit/wall.py", "audit/words.py"))
    migration.write_text("from audit.wall import walled\n")
    wall.write_text("from . import words\n")
    deeper.write_text("")
    (tmp_path / "audit" / "views.py").write_text("")
    monkeypatch.setattr(template, "ROOT", tmp_path)
    monkeypatch.setattr(template, "ALSO", ())
    keys = [template.key()]
    for path in (migration, wall, deeper):
        path.write_text(f"{path.read_text()}# another\n")
        keys.append(template.key())
    assert len(set(keys)) == 4
    (tmp_path / "audit" / "views.py").write_text("# no migration leads here\n")
    assert template.key() == keys[-1]


def test_the_present_migrations_lead_to_what_they_install():
    names = {str(path.relative_to(template.ROOT)) for path in template._sources()}
    assert names >= {"audit/chain_sql.py", "audit/wall.py", "audit/triggers.py", "sealing/fields.py", "accounts/migrations/0001_initial.py"}
