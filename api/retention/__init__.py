"""How long what is kept of a person stays, and how it goes: what is due, holds, archive, receipts."""
