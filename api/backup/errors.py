"""Why a backup is not made, not taken, or not restored."""

from api.errors import DeploymentError
from matcher.errors import DataError, IntegrityError


class BackupUnreadable(DataError):
    """It is no piece of a backup, of another kind than is asked for, or of a version that is not known."""

    code = "backup-unreadable"
    advice = "Name the file that `umbral backup make` wrote; restore with the version of Umbral that made it."


class BackupForAnother(DataError):
    """It was sealed to another recovery key."""

    code = "backup-for-another"
    advice = "Take the recovery key that the service was set to when the backup was made."


class BackupDamaged(IntegrityError):
    """It was changed, cut off, put together of several, or was never whole."""

    code = "backup-damaged"
    advice = "Nothing was restored. Take another copy of this piece."


class BackupsDiffer(DataError):
    """Pieces that do not belong together: of two stores, or keys older than the rows."""

    code = "backups-differ"
    advice = "Take the keys that lie where the service puts them now, and any of its rows."


class BackupRewritten(IntegrityError):
    """The log in the backup is not the one that witnesses saw, or that its head was signed over."""

    code = "backup-rewritten"
    advice = "Nothing was restored. Keep the backup and the witnesses' files, and call whoever looks into it."


class ErasuresUnknown(DeploymentError):
    """No list of erasures is there that is newer than the backup: somebody erased could come back."""

    code = "erasures-unknown"
    advice = (
        "Name a folder of a witness with --witness. Where every one of them is lost, --without-newer-list "
        "restores nevertheless, and whoever was erased since must be erased again."
    )


class RecordsMissing(DeploymentError):
    """Records that the service has do not open in these rows: they were sealed anew after they were made."""

    code = "records-missing"
    advice = (
        "Nothing was restored. Take rows that were made later; `umbral backup verify` names each record. "
        "Where there are none, --without-records restores nevertheless, and these records are lost."
    )


class TargetNotEmpty(DeploymentError):
    """There is something already where a backup is to be restored."""

    code = "target-not-empty"
    advice = "Restore into an empty data directory and an empty database; nothing was touched."


class RestoreUnfinished(DeploymentError):
    """A restore into this data directory was interrupted."""

    code = "restore-unfinished"
    advice = "Run the same `umbral backup restore` again; it begins anew."


class RecoveryKeyLocked(DeploymentError):
    """The passphrase does not open the file of the recovery key, or it is no such file."""

    code = "recovery-key-locked"
    advice = "Enter the passphrase that it was made with, or take a copy of the file."


class BackupUnset(DeploymentError):
    """The settings do not say to which key backups are sealed, or where keys are put."""

    code = "backup-unset"
    advice = (
        "`umbral backup key FILE` makes the recovery key and tells what to set as backup_recovery; "
        "backup_keys names folders on another disk than the one that the rows go to."
    )


class BackupNotWritten(DeploymentError):
    """The place cannot be written to, or has no room left. Whatever was begun there is gone."""

    code = "backup-not-written"
    advice = "Look at the disk that the backup goes to; the backups that were there before are as they were."


class RestoredUnopened(IntegrityError):
    """Somebody restored does not open."""

    code = "restored-unopened"
    advice = "The rest is in place. Keep the backup, and call whoever looks into it."
