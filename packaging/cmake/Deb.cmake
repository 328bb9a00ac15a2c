# Three Debian packages by CPack: `baithak` (the client with a server of its own inside, so that a desktop gets no system
# service), `baithakd` and `baithakctl`. `cmake --build DIR --target package` or packaging/deb.sh makes them.
set(BAITHAK_MAINTAINER "Baithak contributors <baithak@users.noreply.github.com>" CACHE STRING "Who made the packages")
set(deb_dir ${CMAKE_SOURCE_DIR}/packaging/deb)
set(deb_release 1)
string(TIMESTAMP deb_changelog_date "%a, %d %b %Y %H:%M:%S +0000" UTC)

# copyright, changelogs and the overrides of lintian, which every package has.
function(baithak_deb_documents component package)
    set(PACKAGE ${package})
    set(out ${package_dir}/${package})
    configure_file(${deb_dir}/changelog.Debian.in ${out}/changelog.Debian @ONLY)
    configure_file(${CMAKE_SOURCE_DIR}/CHANGELOG.md ${out}/changelog COPYONLY)
    execute_process(COMMAND gzip -9nf ${out}/changelog.Debian ${out}/changelog COMMAND_ERROR_IS_FATAL ANY)
    install(FILES ${deb_dir}/copyright ${out}/changelog.Debian.gz ${out}/changelog.gz
        DESTINATION share/doc/${package} COMPONENT ${component} EXCLUDE_FROM_ALL)
    install(FILES ${deb_dir}/${package}.lintian-overrides
        DESTINATION share/lintian/overrides RENAME ${package} COMPONENT ${component} EXCLUDE_FROM_ALL)
endfunction()

# Man pages go compressed, as Debian has them.
function(baithak_deb_gzip component directory)
    install(CODE "file(GLOB pages \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/${directory}/*.[1-8]\")
        foreach(page IN LISTS pages)
            execute_process(COMMAND gzip -9nf \${page} COMMAND_ERROR_IS_FATAL ANY)
        endforeach()" COMPONENT ${component} EXCLUDE_FROM_ALL)
endfunction()

set(CPACK_COMPONENTS_ALL "")
if(TARGET baithakd)
    list(APPEND CPACK_COMPONENTS_ALL server)
    baithak_deb_documents(server baithakd)
    baithak_deb_gzip(server share/man/man8)
    install(FILES packaging/systemd/baithakd.service packaging/systemd/baithakd@.service
        packaging/systemd/baithak-cluster.target
        DESTINATION /lib/systemd/system COMPONENT server EXCLUDE_FROM_ALL)
    file(GLOB instances CONFIGURE_DEPENDS RELATIVE ${CMAKE_SOURCE_DIR} packaging/systemd/instances/*.env)
    install(FILES packaging/config/baithakd.json packaging/config/cluster.json
        DESTINATION /etc/baithak COMPONENT server EXCLUDE_FROM_ALL)
    install(FILES ${instances} DESTINATION /etc/baithak/instances COMPONENT server EXCLUDE_FROM_ALL)
    # What an administrator may change, so that an upgrade asks before it does.
    set(conffiles /etc/baithak/baithakd.json /etc/baithak/cluster.json)
    foreach(instance IN LISTS instances)
        cmake_path(GET instance FILENAME name)
        list(APPEND conffiles /etc/baithak/instances/${name})
    endforeach()
    list(JOIN conffiles "\n" conffiles)
    file(CONFIGURE OUTPUT ${package_dir}/baithakd/conffiles CONTENT "@conffiles@\n" @ONLY)
    set(CPACK_DEBIAN_SERVER_PACKAGE_NAME baithakd)
    set(CPACK_DEBIAN_SERVER_PACKAGE_SECTION net)
    set(CPACK_DEBIAN_SERVER_PACKAGE_DEPENDS "adduser")
    set(CPACK_DEBIAN_SERVER_PACKAGE_SUGGESTS "baithakctl, nats-server, nginx, postgresql, redis-server")
    set(CPACK_DEBIAN_SERVER_PACKAGE_CONTROL_EXTRA
        "${deb_dir}/baithakd/postinst;${deb_dir}/baithakd/prerm;${deb_dir}/baithakd/postrm;${package_dir}/baithakd/conffiles")
    file(READ ${deb_dir}/baithakd.description CPACK_DEBIAN_SERVER_DESCRIPTION)
endif()

if(TARGET baithakd AND TARGET baithak)
    list(APPEND CPACK_COMPONENTS_ALL client)
    baithak_deb_documents(client baithak)
    baithak_deb_gzip(client share/man/man1)
    # The client looks for its server beside itself.
    install(TARGETS baithak baithakd RUNTIME DESTINATION lib/baithak COMPONENT client EXCLUDE_FROM_ALL)
    file(CREATE_LINK ../lib/baithak/baithak ${package_dir}/baithak/baithak SYMBOLIC)
    install(FILES ${package_dir}/baithak/baithak DESTINATION bin COMPONENT client EXCLUDE_FROM_ALL)
    set(CPACK_DEBIAN_CLIENT_PACKAGE_NAME baithak)
    set(CPACK_DEBIAN_CLIENT_PACKAGE_SECTION net)
    # What dpkg-shlibdeps does not see: QML modules, plugins, fonts.
    set(CPACK_DEBIAN_CLIENT_PACKAGE_DEPENDS "libqt6sql6-sqlite, libqt6svg6, qml6-module-qtqml, qml6-module-qtqml-models, \
qml6-module-qtqml-workerscript, qml6-module-qtquick, qml6-module-qtquick-controls, qml6-module-qtquick-layouts, \
qml6-module-qtquick-templates, qml6-module-qtquick-window, fontconfig, fonts-inter, fonts-noto-color-emoji, fonts-noto-core")
    set(CPACK_DEBIAN_CLIENT_PACKAGE_RECOMMENDS "qt6-wayland, libgl1-mesa-dri, gnome-keyring | kwalletmanager")
    file(READ ${deb_dir}/baithak.description CPACK_DEBIAN_CLIENT_DESCRIPTION)
endif()

if(TARGET baithakctl)
    list(APPEND CPACK_COMPONENTS_ALL ctl)
    baithak_deb_documents(ctl baithakctl)
    baithak_deb_gzip(ctl share/man/man1)
    set(CPACK_DEBIAN_CTL_PACKAGE_NAME baithakctl)
    set(CPACK_DEBIAN_CTL_PACKAGE_SECTION net)
    set(CPACK_DEBIAN_CTL_PACKAGE_ENHANCES baithakd)
    file(READ ${deb_dir}/baithakctl.description CPACK_DEBIAN_CTL_DESCRIPTION)
endif()

set(CPACK_GENERATOR DEB)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_COMPONENTS_GROUPING IGNORE)
set(CPACK_PACKAGE_NAME baithak)
set(CPACK_PACKAGE_VENDOR "Baithak contributors")
set(CPACK_PACKAGE_CONTACT "${BAITHAK_MAINTAINER}")
set(CPACK_PACKAGE_DIRECTORY ${CMAKE_BINARY_DIR}/deb)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE
    WORLD_READ WORLD_EXECUTE)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE ${deb_release})
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_COMPRESSION_TYPE xz)
# The time of everything in a package is that of the sources.
file(CONFIGURE OUTPUT ${package_dir}/CPackProject.cmake CONTENT "set(ENV{SOURCE_DATE_EPOCH} $ENV{SOURCE_DATE_EPOCH})\n")
set(CPACK_PROJECT_CONFIG_FILE ${package_dir}/CPackProject.cmake)
include(CPack)
