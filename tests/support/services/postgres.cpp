// SPDX-License-Identifier: MIT
#include "tests/support/services/postgres.h"

#include <pwd.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <thread>

#include "tests/support/test_failure.h"

namespace baithak::test {
namespace {

using Words = std::vector<std::string>;

const std::string kPrograms = "/usr/lib/postgresql/15/bin/";

// PostgreSQL refuses to be root.
std::string serverUser() { return getuid() == 0 ? "postgres" : ""; }

Words serverCommand(std::uint16_t port, const std::string& directory, const Words& settings) {
    Words command{kPrograms + "postgres",
                  "-D",
                  directory + "/data",
                  "-h",
                  "127.0.0.1",
                  "-p",
                  std::to_string(port),
                  "-k",
                  directory};
    for (const auto& setting : settings) command.insert(command.end(), {"-c", setting});
    return command;
}

// Runs a program to its end; what it printed.
std::string run(Words command, const std::string& user = {}) {
    ChildProcess process(command);
    if (!user.empty()) process.runAs(user);
    process.spawn();
    std::string printed;
    while (const auto line = process.readLine(std::chrono::seconds(60))) printed += *line + "\n";
    if (process.waitExit() != 0) throw TestFailure(command.front() + " failed: " + process.log());
    if (!printed.empty()) printed.pop_back();
    return printed;
}

}  // namespace

PostgresService::PostgresService(const Words& settings) : PostgresService(settings, Rows::own) {
    run({kPrograms + "initdb", "-D", directory_.path() + "/data", "-A", "trust", "-U", "chat", "--no-locale", "-E",
         "UTF8", "--no-sync", "--no-instructions"},
        serverUser());
    start();
}

PostgresService::PostgresService(const Words& settings, Rows)
    : port_(freePort()), process_(serverCommand(port_, directory_.path(), settings)) {
    if (const auto* user = getpwnam("postgres"); getuid() == 0 && user != nullptr) {
        if (chown(directory_.path().c_str(), user->pw_uid, user->pw_gid) != 0) throw TestFailure("chown failed");
        process_.runAs(serverUser());
    }
}

std::unique_ptr<PostgresService> PostgresService::standbyOf(const PostgresService& primary) {
    std::unique_ptr<PostgresService> standby(new PostgresService({"autovacuum=off"}, Rows::ofAnother));
    run({kPrograms + "pg_basebackup", "-D", standby->directory_.path() + "/data", "-d", primary.url("postgres"),
         "--write-recovery-conf", "--checkpoint=fast", "--no-sync"},
        serverUser());
    standby->start();
    return standby;
}

void PostgresService::promote() {
    run({kPrograms + "pg_ctl", "promote", "-s", "-D", directory_.path() + "/data"}, serverUser());
}

std::string PostgresService::url(const std::string& database) const {
    return "postgresql://chat@127.0.0.1:" + std::to_string(port_) + "/" + database;
}

void PostgresService::start() {
    process_.spawn();
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (std::chrono::steady_clock::now() < end) {
        // After a SIGKILL the children of the one before may still be ending: it refuses to start beside them.
        if (!process_.isRunning() && process_.log().find("pre-existing shared memory block") == std::string::npos)
            break;
        if (!process_.isRunning()) process_.spawn();
        ChildProcess asking({kPrograms + "pg_isready", "-q", "-h", "127.0.0.1", "-p", std::to_string(port_)});
        asking.spawn();
        if (asking.waitExit() == 0) return;
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    throw TestFailure("PostgreSQL did not start: " + process_.log());
}

void PostgresService::signalAll(int number) {
    // Its processes are its children. It comes last: it would start those anew.
    const auto pid = std::to_string(process_.pid());
    std::ifstream children("/proc/" + pid + "/task/" + pid + "/children");
    for (pid_t child = 0; children >> child;) ::kill(child, number);
    process_.signal(number);
}

void PostgresService::kill() {
    signalAll(SIGKILL);
    process_.kill();
}

std::string PostgresService::sql(const std::string& database, const std::string& statement) const {
    return run(
        {kPrograms + "psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", url(database), "-c", statement});
}

void PostgresService::createDatabase(const std::string& name, const std::string& copyOf) {
    std::string statement = "CREATE DATABASE " + name;
    if (!copyOf.empty()) statement += " TEMPLATE " + copyOf;
    static_cast<void>(sql("postgres", statement));
}

}  // namespace baithak::test
