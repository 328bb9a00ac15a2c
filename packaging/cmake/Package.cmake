# What `cmake --install` puts where, and a test that the installed server starts.
include(GNUInstallDirs)
if(TARGET baithak)
    install(TARGETS baithak RUNTIME)
endif()
install(FILES LICENSE README.md CHANGELOG.md packaging/config/baithakd.json.example TYPE DOC)

if(BAITHAK_TESTS AND TARGET baithakd)
    set(installed ${CMAKE_BINARY_DIR}/installed)
    add_test(NAME package.install COMMAND ${CMAKE_COMMAND} --install ${CMAKE_BINARY_DIR} --prefix ${installed})
    add_test(NAME package.starts COMMAND ${installed}/bin/baithakd version)
    set_tests_properties(package.install PROPERTIES LABELS package FIXTURES_SETUP package TIMEOUT 60)
    set_tests_properties(package.starts PROPERTIES LABELS package FIXTURES_REQUIRED package TIMEOUT 60
        PASS_REGULAR_EXPRESSION "baithakd ${PROJECT_VERSION}")
endif()
