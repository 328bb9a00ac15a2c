# The options of `baithakd help` as entries of a man page: awk -f options_to_man.awk
# A line is `  --name VALUE   what it means [default]`.
function quoted(text) {
    gsub(/\\/, "\\e", text)
    gsub(/-/, "\\-", text)
    sub(/^[.']/, "\\\\\\&&", text)
    return text
}
/^  --/ {
    flag = $1
    rest = substr($0, index($0, flag) + length(flag))
    value = ""
    if (match(rest, /^ [A-Z:]+/)) {
        value = substr(rest, 2, RLENGTH - 1)
        rest = substr(rest, RLENGTH + 1)
    }
    sub(/^ +/, "", rest)
    print ".TP"
    if (value == "") print ".B " quoted(flag)
    else print ".BI " quoted(flag) " \" " value "\""
    print quoted(rest)
}
