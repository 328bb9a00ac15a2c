# Writes baithakd.8 from its template and from what `PROGRAM help` says of its options.
execute_process(COMMAND ${PROGRAM} help COMMAND awk -f ${AWK} OUTPUT_VARIABLE OPTIONS RESULTS_VARIABLE codes)
if(NOT codes STREQUAL "0;0" OR OPTIONS STREQUAL "")
    message(FATAL_ERROR "${PROGRAM} help gave no options (${codes})")
endif()
string(STRIP "${OPTIONS}" OPTIONS)
configure_file(${TEMPLATE} ${OUTPUT} @ONLY)
