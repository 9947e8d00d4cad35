@echo off
rem Opens the page. The first time, installs packetgen in the user's own folder; nothing else is
rem touched. The words are in programme\messages.txt; docs/fabriquer_depart.py fills what is @SO@.
setlocal EnableExtensions DisableDelayedExpansion
chcp 65001 >nul
title packetgen
set "HERE=%~dp0"
set "UV=%HERE%programme\uv.exe"
set "MESSAGES=%HERE%programme\messages.txt"
set "BASE=%LOCALAPPDATA%\packetgen-programme"
set "PLACE=%BASE%\@KEY@"
set "PYTHON=%PLACE%\Scripts\python.exe"
set "JOURNAL=%BASE%\journal.txt"
set "PYTHONHOME="
set "PYTHONPATH="
set "VIRTUAL_ENV="
set "CONDA_PREFIX="
set "RUNS="
set "UV_NO_CONFIG=1"
set "UV_NO_CACHE=1"
set "UV_SYSTEM_CERTS=1"
set "UV_LINK_MODE=copy"
set "UV_PYTHON_INSTALL_DIR=%BASE%\python"
set "SEE_MASK_NOZONECHECKS=1"

if exist "%PLACE%\pret" "%PYTHON%" -c "" >nul 2>&1
if exist "%PLACE%\pret" if "%errorlevel%"=="0" goto :open
if not exist "%MESSAGES%" goto :zipped
if not exist "%BASE%" mkdir "%BASE%" 2>nul
set "WHY=ecriture"
echo packetgen @VERSION@ 2>nul >"%JOURNAL%"
if not exist "%JOURNAL%" goto :stop
rem a file that is written is held: a second window finds it so, whatever ended the first
set "WHY=ailleurs"
call :install 2>nul 8>"%BASE%\verrou"
if not exist "%PLACE%\pret" goto :stop

:open
call :say ouverture
"%PYTHON%" -I -m packetgen web %*
if "%errorlevel%"=="0" exit /b 0
set "WHY=arret"

:stop
echo.
call :say %WHY%
call :say fermer
pause >nul
exit /b 1

:install
cd /d "%BASE%"
for /d %%D in (2*) do call :look "%%D"
if defined RUNS exit /b 1
call :say premiere
set "WHY=interdit"
"%UV%" --version >nul 2>>"%JOURNAL%"
if not "%errorlevel%"=="0" goto :failed
"%UV%" python find --system --no-project --offline @PYTHON@ >nul 2>&1
if "%errorlevel%"=="0" goto :venv
call :say telechargement
set "WHY=reseau"
"%UV%" python install --no-bin --no-registry @PYTHON@ >>"%JOURNAL%" 2>&1
if not "%errorlevel%"=="0" goto :failed
:venv
call :say installation
set "WHY=python"
if exist "%PLACE%" rd /s /q "%PLACE%"
"%UV%" venv --no-project --offline --python @PYTHON@ "%PLACE%" >>"%JOURNAL%" 2>&1
if not "%errorlevel%"=="0" goto :failed
set "WHY=abime"
rem a folder named to uv would be cut at a # in its path
"%UV%" pip install --directory "%HERE%programme" --python "%PYTHON%" --no-index --find-links roues packetgen==@VERSION@ >>"%JOURNAL%" 2>&1
if not "%errorlevel%"=="0" goto :failed
rem these ask Windows for a file of Microsoft that not every Windows has; pikepdf brings its own
for %%F in ("%PLACE%\Lib\site-packages\pikepdf.libs\msvcp140-*.dll") do for %%D in (dxpdf rapidfuzz rapidfuzz\distance) do copy /y "%%F" "%PLACE%\Lib\site-packages\%%D\msvcp140.dll" >nul
echo @VERSION@ >"%PLACE%\pret"
for /d %%D in (2*) do if /i not "%%D"=="@KEY@" rd /s /q "%%D"
exit /b 0

:failed
findstr /i /c:"os error 112" /c:"os error 39" "%JOURNAL%" >nul
if "%errorlevel%"=="0" set "WHY=disque"
findstr /i /c:"matching platform" "%JOURNAL%" >nul
if "%errorlevel%"=="0" set "WHY=ancien"
exit /b 1

:look
rem a program that runs cannot be opened to be written
if not exist "%~1\Scripts\python.exe" exit /b 0
2>nul (>>"%~1\Scripts\python.exe" echo off) || set "RUNS=1"
exit /b 0

:say
if exist "%MESSAGES%" for /f "usebackq tokens=1* delims=|" %%A in ("%MESSAGES%") do if "%%A"=="%1" echo %%B
exit /b 0

:zipped
echo.
echo packetgen est encore dans son fichier zip. Fermez ceci, faites un clic droit
echo sur le fichier zip, choisissez "Extraire tout", puis ouvrez "Ouvrir packetgen"
echo dans le dossier obtenu.
pause >nul
exit /b 1
