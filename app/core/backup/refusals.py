"""What backups and their restoring refuse, each with its sentence."""

from app.core.errors import Refusal
from app.core.named import N_


class BackupFailed(Refusal):
    code = "backup.failed"
    status = 500
    is_impersonal = True
    says = N_("The backup failed: %(why)s. The older ones are kept.")


class NoBackup(Refusal):
    code = "backup.no_backup"
    says = N_("%(file)s is no backup of Daiban, or it was cut short: its end is missing.")


class Damaged(Refusal):
    code = "backup.damaged"
    says = N_("%(file)s is damaged: at least one byte of it is not what was written. Take another backup.")


class NotAsWritten(Refusal):
    code = "backup.not_as_written"
    says = N_("%(file)s does not hold what its manifest says: %(what)s. Nothing was changed.")


class NewerFormat(Refusal):
    code = "backup.newer_format"
    says = N_("%(file)s was made by a newer Daiban (version %(version)s, tables %(revision)s). Update Daiban first.")


class OtherKind(Refusal):
    code = "backup.other_kind"
    says = N_("%(file)s holds a database of %(kind)s, and this Daiban works on %(here)s. Set DATABASE_URL accordingly.")


class OtherInstallation(Refusal):
    code = "backup.other_installation"
    says = N_("%(file)s is from another installation (%(theirs)s, here %(ours)s). If that is meant, add --other-installation.")


class KeyMissing(Refusal):
    code = "backup.key_missing"
    says = N_("%(file)s needs the key %(needed)s; here lies %(here)s. Give the file of the keys with --keys.")


class NotEmpty(Refusal):
    code = "backup.not_empty"
    says = N_("The database here holds %(rows)s rows. With --yes it is set aside and the backup takes its place.")


class FolderNotEmpty(Refusal):
    code = "backup.folder_not_empty"
    says = N_("%(folder)s is not empty. Name a folder that is empty or not there yet.")


class InUse(Refusal):
    code = "backup.in_use"
    says = N_("The database is in use. Stop Daiban (pages and scheduler), then restore.")


class RestoreFailed(Refusal):
    code = "backup.restore_failed"
    says = N_("The restore failed: %(why)s. What was here before is unchanged.")


class IntoNeedsSqlite(Refusal):
    code = "backup.into_needs_sqlite"
    says = N_("--into is for backups of SQLite. For PostgreSQL set DATABASE_URL to an empty database and restore without it.")


class ProgramMissing(Refusal):
    code = "backup.program_missing"
    says = N_("%(program)s is not installed here. Install PostgreSQL's client programs (Debian: postgresql-client).")


class NoKeys(Refusal):
    code = "backup.no_keys"
    says = N_("%(file)s can't be opened: the passphrase is wrong, or the file is no file of keys or was altered.")


class ShortPassphrase(Refusal):
    code = "backup.short_passphrase"
    says = N_("The passphrase needs at least %(least)s characters.")


class Unwritable(Refusal):
    code = "backup.unwritable"
    says = N_("%(file)s can't be written: it is there already, or its folder can't be written.")


class Unreadable(Refusal):
    code = "backup.unreadable"
    says = N_("%(file)s can't be read.")
