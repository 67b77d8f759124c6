"""Names, numbers and addresses of people where there should be none, told by place alone.

Belongs here: looking for them in what was opened. Does not belong here: dropping columns
(`deidentify` keeps an allow-list, so nothing hangs on what is found here), and client IDs that tell
who it is (a rule of the catalog).
"""
