# What `cmake --install` puts where, by component: client, server, ctl, and local for what no package has. What belongs to
# Debian's packages alone is in Deb.cmake.
include(GNUInstallDirs)

# The day of the sources, for man pages and changelogs: two builds of one commit say the same.
execute_process(COMMAND git -C ${CMAKE_SOURCE_DIR} log -1 --format=%ct OUTPUT_VARIABLE commit_time
    OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
if(commit_time AND NOT DEFINED ENV{SOURCE_DATE_EPOCH})
    set(ENV{SOURCE_DATE_EPOCH} ${commit_time})
endif()
string(TIMESTAMP BAITHAK_RELEASE_DATE %Y-%m-%d UTC)

set(package_dir ${CMAKE_BINARY_DIR}/package)
set(linux_dir ${CMAKE_SOURCE_DIR}/packaging/linux)

# Packages have these in the form that Debian gives them.
install(FILES LICENSE README.md CHANGELOG.md TYPE DOC COMPONENT local)

if(TARGET baithak)
    install(TARGETS baithak RUNTIME COMPONENT local)
    configure_file(${linux_dir}/baithak.1.in ${package_dir}/baithak.1 @ONLY)
    configure_file(${linux_dir}/io.github.baithak.Baithak.metainfo.xml.in
        ${package_dir}/io.github.baithak.Baithak.metainfo.xml @ONLY)
    install(FILES ${package_dir}/baithak.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 COMPONENT client)
    install(FILES ${linux_dir}/baithak.desktop DESTINATION ${CMAKE_INSTALL_DATADIR}/applications COMPONENT client)
    install(FILES ${CMAKE_SOURCE_DIR}/resources/icons/baithak.svg
        DESTINATION ${CMAKE_INSTALL_DATADIR}/icons/hicolor/scalable/apps COMPONENT client)
    install(FILES ${package_dir}/io.github.baithak.Baithak.metainfo.xml
        DESTINATION ${CMAKE_INSTALL_DATADIR}/metainfo COMPONENT client)
endif()

if(TARGET baithakd)
    # The page lists the options that this build has.
    add_custom_command(OUTPUT ${package_dir}/baithakd.8
        COMMAND ${CMAKE_COMMAND} -DPROGRAM=$<TARGET_FILE:baithakd> -DTEMPLATE=${linux_dir}/baithakd.8.in
            -DOUTPUT=${package_dir}/baithakd.8 -DAWK=${linux_dir}/options_to_man.awk
            -DPROJECT_VERSION=${PROJECT_VERSION} -DBAITHAK_RELEASE_DATE=${BAITHAK_RELEASE_DATE}
            -P ${CMAKE_SOURCE_DIR}/packaging/cmake/ManPage.cmake
        DEPENDS baithakd ${linux_dir}/baithakd.8.in ${linux_dir}/options_to_man.awk
            ${CMAKE_SOURCE_DIR}/packaging/cmake/ManPage.cmake
        VERBATIM)
    add_custom_target(baithak_man ALL DEPENDS ${package_dir}/baithakd.8)
    install(FILES ${package_dir}/baithakd.8 DESTINATION ${CMAKE_INSTALL_MANDIR}/man8 COMPONENT server)
    set(doc_dir ${CMAKE_INSTALL_DATADIR}/doc/baithakd)
    install(FILES docs/operations.md docs/security.md DESTINATION ${doc_dir} COMPONENT server)
    install(FILES packaging/config/baithakd.json.example packaging/config/cluster.env.example
        DESTINATION ${doc_dir}/examples COMPONENT server)
endif()

if(TARGET baithakctl)
    # It says itself what shells need to complete its commands.
    foreach(shell IN ITEMS bash zsh fish)
        add_custom_command(OUTPUT ${package_dir}/baithakctl.${shell}
            COMMAND baithakctl completion ${shell} >${package_dir}/baithakctl.${shell} DEPENDS baithakctl)
        list(APPEND completions ${package_dir}/baithakctl.${shell})
    endforeach()
    add_custom_target(baithak_completions ALL DEPENDS ${completions})
    install(FILES ${linux_dir}/baithakctl.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 COMPONENT ctl)
    install(FILES ${package_dir}/baithakctl.bash RENAME baithakctl
        DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions COMPONENT ctl)
    install(FILES ${package_dir}/baithakctl.zsh RENAME _baithakctl
        DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions COMPONENT ctl)
    install(FILES ${package_dir}/baithakctl.fish
        DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d COMPONENT ctl)
endif()

include(Deb)

if(BAITHAK_TESTS AND TARGET baithakd)
    set(installed ${CMAKE_BINARY_DIR}/installed)
    add_test(NAME package.install COMMAND ${CMAKE_COMMAND} --install ${CMAKE_BINARY_DIR} --prefix ${installed})
    add_test(NAME package.starts COMMAND ${installed}/bin/baithakd version)
    set_tests_properties(package.install PROPERTIES LABELS package FIXTURES_SETUP package TIMEOUT 60)
    set_tests_properties(package.starts PROPERTIES LABELS package FIXTURES_REQUIRED package TIMEOUT 60
        PASS_REGULAR_EXPRESSION "baithakd ${PROJECT_VERSION}")
endif()
