-- A set of codes counts once under each of its codes.
(SELECT *, unnest(string_split($column, ';')) AS part FROM $view)
