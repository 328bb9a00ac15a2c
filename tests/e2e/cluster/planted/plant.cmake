# Copies the sources that a patch names and applies it to the copies, when a planted server is built:
#   cmake -D PATCH=FILE -D SOURCE=ROOT -D TO=FOLDER -D FILES=a;b -D PATCH_TOOL=FILE -P plant.cmake
foreach(file IN LISTS FILES)
    get_filename_component(folder ${TO}/${file} DIRECTORY)
    file(MAKE_DIRECTORY ${folder})
    # A copy with a time of its own: what was patched before must not look newer than its source.
    configure_file(${SOURCE}/${file} ${TO}/${file} COPYONLY)
    file(TOUCH ${TO}/${file})
endforeach()
execute_process(COMMAND ${PATCH_TOOL} --strip=1 --fuzz=0 --no-backup-if-mismatch --directory=${TO} --input=${PATCH}
    RESULT_VARIABLE failure OUTPUT_VARIABLE said ERROR_VARIABLE said)
if(NOT failure EQUAL 0)
    # Nothing half patched stays, which the next build would take for whole.
    foreach(file IN LISTS FILES)
        file(REMOVE ${TO}/${file})
    endforeach()
    message(FATAL_ERROR "${PATCH} does not apply any more: what it changes has changed. Plant the mistake again in the "
        "sources as they are now, and write the difference over it.\n${said}")
endif()
